package shop.crm.queries.connection;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import shop.crm.queries.connection.tls.ServerTls;

/**
 * How an instance asks others: by TLS where it has TLS itself, since all instances are started with
 * the same settings.
 *
 * @param scheme of their addresses
 * @param client of HTTP/1.1, which follows nowhere
 */
public record PeerHttp(String scheme, HttpClient client) implements AutoCloseable {

  private static final Duration CONNECTING = Duration.ofSeconds(1);

  /**
   * Nobody is asked yet.
   *
   * @param tls that of this instance
   */
  public static PeerHttp of(Optional<ServerTls> tls) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .followRedirects(HttpClient.Redirect.NEVER);
    tls.map(ServerTls::peers).ifPresent(client::sslContext);
    return new PeerHttp(tls.isPresent() ? "https" : "http", client.build());
  }

  /**
   * What is asked there.
   *
   * @param target path and query
   */
  public URI uri(String host, int port, String target) {
    return URI.create(scheme + "://" + host + ":" + port + target);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
