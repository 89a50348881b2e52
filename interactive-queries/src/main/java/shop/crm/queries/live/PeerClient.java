package shop.crm.queries.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.kafka.streams.state.HostInfo;

/** Asks other instances over HTTP. */
final class PeerClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** What no answer reaches: rows of customers come some at a time, sums are small. */
  private static final long MAX_ANSWER_BYTES = 16 << 20;

  private final Duration timeout;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  /** Waits as long as a look at a few rows takes. */
  PeerClient() {
    this(TIMEOUT);
  }

  PeerClient(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * The body of an answer.
   *
   * @throws IOException if the instance does not answer in time, or with anything but 200
   */
  byte[] get(HostInfo instance, String path) throws IOException, InterruptedException {
    return send(request(instance, path).GET());
  }

  /** The same for a question with a body. */
  byte[] post(HostInfo instance, String path, byte[] body)
      throws IOException, InterruptedException {
    return send(
        request(instance, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(HostInfo instance, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://" + instance.host() + ":" + instance.port() + path))
        .timeout(timeout);
  }

  private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            request.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    if (answer.statusCode() != 200) {
      throw new IOException("answered " + answer.statusCode());
    }
    return answer.body();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
