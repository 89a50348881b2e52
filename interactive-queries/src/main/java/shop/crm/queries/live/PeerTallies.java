package shop.crm.queries.live;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.LiveState.PartitionTallies;

/** Asks other instances for the tallies of their partitions, and words the answer to them. */
public final class PeerTallies implements Tallier.Peers {

  /** Where an instance answers the tallies of its own partitions. */
  public static final String PATH = "/internal/tallies";

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  PeerTallies() {}

  @Override
  public List<PartitionTallies> ask(HostInfo instance, String tenant)
      throws IOException, InterruptedException {
    String query = "tenant=" + URLEncoder.encode(tenant, StandardCharsets.UTF_8);
    URI uri = URI.create("http://" + instance.host() + ":" + instance.port() + PATH + "?" + query);
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("answered " + answer.statusCode());
    }
    return JSON.readValue(answer.body(), new TypeReference<List<PartitionTallies>>() {});
  }

  /** The answer to another instance, as JSON. */
  public static byte[] toJson(List<PartitionTallies> tallies) {
    try {
      return JSON.writeValueAsBytes(tallies);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
