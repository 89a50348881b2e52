package shop.crm.standalone.importer;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import shop.crm.standalone.credential.BearerCredential;
import shop.crm.standalone.failure.CannotStart;

/**
 * A running service as its HTTP interface shows it to one tenant.
 *
 * @param base its address, without path
 * @param tenant sent as {@code X-Tenant-ID}
 * @param credential by which it proves who calls, where the service asks for that
 * @param client what connects
 */
public record ServiceClient(
    URI base, String tenant, Optional<BearerCredential> credential, HttpClient client) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectReader IMPORT_RESULT =
      JSON.readerFor(CustomerImport.Result.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String BRIDGE_IN = "rabbitmq-in";

  /**
   * One that is reached at {@code base}; nothing is sent yet.
   *
   * @param tls whom it trusts to be the service
   */
  public static ServiceClient at(
      URI base, String tenant, Optional<BearerCredential> credential, SSLContext tls) {
    HttpClient client = HttpClient.newBuilder().sslContext(tls).connectTimeout(TIMEOUT).build();
    return new ServiceClient(base, tenant, credential, client);
  }

  /**
   * How far the service has come with what was published.
   *
   * @param handled messages that the bridges of all instances have dealt with since they started
   * @param lag records that wait for processing, all partitions together; nothing where a partition
   *     does not tell
   */
  public record Intake(long handled, Optional<Long> lag) {}

  /**
   * The RFM analysis.
   *
   * @param segments by revenue, greatest first
   * @param customers customers with scores
   * @param calculatedAt when the thresholds were calculated, if ever
   */
  public record Rfm(List<Segment> segments, long customers, Optional<Instant> calculatedAt) {
    public Rfm {
      segments = List.copyOf(segments);
    }
  }

  /** A line of the RFM analysis, as it is written there. */
  public record Segment(String name, long count, String percentage, String average, String total) {}

  /** Whether it has caught up and answers. */
  public boolean ready() throws IOException {
    return send(base, "/health/ready", false).statusCode() == 200;
  }

  /** How far it has come. */
  public Intake intake() throws IOException {
    JsonNode status = get(base, "/status");
    long handled = handled(status);
    for (JsonNode instance : status.path("instances")) {
      if (!instance.path("self").asBoolean()) {
        URI other =
            URI.create(
                instance.path("scheme").asText("http")
                    + "://"
                    + instance.path("host").asText()
                    + ":"
                    + instance.path("port").asInt());
        handled += handled(get(other, "/status"));
      }
    }
    long lag = 0;
    for (JsonNode task : status.path("tasks")) {
      if (!task.path("lag").isNumber()) {
        return new Intake(handled, Optional.empty());
      }
      lag += task.path("lag").asLong();
    }
    return new Intake(handled, Optional.of(lag));
  }

  private static long handled(JsonNode status) {
    long handled = 0;
    for (JsonNode connector : status.path("connectors")) {
      if (connector.path("name").asText().equals(BRIDGE_IN)) {
        handled += connector.path("handled").asLong() + connector.path("rejected").asLong();
      }
    }
    return handled;
  }

  /** Asks for new thresholds now; where there are no customers there are none. */
  public void recalculate() throws IOException {
    HttpResponse<byte[]> response = send(base, "/api/v1/analytics/rfm/recalculate", true);
    if (response.statusCode() != 202 && response.statusCode() != 404) {
      throw new IOException("a recalculation was answered with " + response.statusCode());
    }
  }

  /** The RFM analysis as it stands. */
  public Rfm rfm() throws IOException {
    JsonNode rfm = get(base, "/api/v1/analytics/rfm");
    List<Segment> segments = new ArrayList<>();
    for (JsonNode segment : rfm.path("segments")) {
      segments.add(
          new Segment(
              segment.path("name").asText(),
              segment.path("count").asLong(),
              segment
                  .path("percentage")
                  .decimalValue()
                  .setScale(2, RoundingMode.HALF_UP)
                  .toString(),
              segment.path("avgRevenue").asText(),
              segment.path("totalRevenue").asText()));
    }
    JsonNode calculated = rfm.path("thresholds").path("calculated_at");
    return new Rfm(
        segments,
        rfm.path("customers").asLong(),
        calculated.isTextual()
            ? Optional.of(Instant.parse(calculated.asText()))
            : Optional.empty());
  }

  /**
   * Sends a stream of customers.
   *
   * @param mediaType of the stream
   * @throws IOException if the service did not take all of it
   */
  CustomerImport.Result importCustomers(String mediaType, InputStream customers)
      throws IOException {
    HttpRequest.Builder request =
        request(base, "/api/v1/customers:import")
            .header("Content-Type", mediaType)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> customers));
    HttpResponse<byte[]> response = send(request.build());
    if (response.statusCode() != 200) {
      throw new IOException("answered with " + response.statusCode() + ": " + detail(response));
    }
    return IMPORT_RESULT.readValue(response.body());
  }

  private JsonNode get(URI instance, String path) throws IOException {
    HttpResponse<byte[]> response = send(instance, path, false);
    if (response.statusCode() != 200) {
      throw new IOException(instance.resolve(path) + " was answered with " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }

  private HttpResponse<byte[]> send(URI instance, String path, boolean post) throws IOException {
    HttpRequest.Builder request = request(instance, path).timeout(TIMEOUT);
    if (post) {
      request.POST(HttpRequest.BodyPublishers.noBody());
    }
    return send(request.build());
  }

  private static CannotStart refused(HttpResponse<byte[]> response) throws IOException {
    return new CannotStart(
        response.uri()
            + " is not allowed: "
            + detail(response)
            + ". The key is taken from "
            + BearerCredential.SETTING
            + " or --key-file.");
  }

  private static String detail(HttpResponse<byte[]> response) throws IOException {
    return JSON.readTree(response.body()).path("detail").asText();
  }

  private HttpRequest.Builder request(URI instance, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(instance.resolve(path)).header("X-Tenant-ID", tenant);
    if (instance.equals(base)) {
      // Other instances are asked for their status alone, by addresses that tell it to everybody.
      credential.ifPresent(it -> it.authorize(request));
    }
    return request;
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() == 401 || response.statusCode() == 403) {
        throw refused(response);
      }
      return response;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }
}
