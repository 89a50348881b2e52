package shop.crm.queries;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.state.HostInfo;

/** Passes a read on to the instance that owns the key, and its answer back. One hop, never two. */
final class Relay implements AutoCloseable {

  static final HeaderName HOP = HeaderNames.create("X-Crm-Hop");

  /** So that there is time for a copy here within the 3 s that an answer may take. */
  private static final Duration TIMEOUT = Duration.ofMillis(2_500);

  private static final List<HeaderName> PASSED_BACK =
      List.of(
          HeaderNames.CONTENT_TYPE,
          HeaderNames.ETAG,
          HeaderNames.RETRY_AFTER,
          Answers.AS_OF,
          Answers.STALE);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Whether another instance passed this request on. */
  static boolean isRelayed(ServerRequest request) {
    return request.headers().contains(HOP);
  }

  /**
   * Asks the owner.
   *
   * @param tenant whom the caller speaks for
   * @throws IOException if it does not answer in time
   */
  Answer ask(HostInfo owner, ServerRequest request, String tenant)
      throws IOException, InterruptedException {
    String query = request.query().rawValue();
    URI uri =
        URI.create(
            "http://"
                + owner.host()
                + ":"
                + owner.port()
                + request.path().absolute().rawPath()
                + (query.isEmpty() ? "" : "?" + query));
    HttpRequest asked =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header(HOP.defaultCase(), "1")
            .header(Requests.TENANT.defaultCase(), tenant)
            .GET()
            .build();
    return new Answer(http.send(asked, HttpResponse.BodyHandlers.ofByteArray()));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** What the owner answered. */
  record Answer(HttpResponse<byte[]> answer) {

    /** Whether it is not the owner any more, or cannot answer as the owner yet. */
    boolean isRefused() {
      return answer.statusCode() == Status.MISDIRECTED_REQUEST_421.code()
          || answer.statusCode() == Status.SERVICE_UNAVAILABLE_503.code();
    }

    void sendTo(ServerResponse response) {
      response.status(Status.create(answer.statusCode()));
      for (HeaderName name : PASSED_BACK) {
        answer
            .headers()
            .firstValue(name.defaultCase())
            .ifPresent(value -> response.header(HeaderValues.create(name, value)));
      }
      response.send(answer.body());
    }
  }
}
