package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import shop.crm.connectors.postgres.ProfileQuery;

/** An import whose client stops in the middle: to look around, or to go away. */
final class SlowUpload implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestServer server;
  private final Socket socket;

  SlowUpload(TestServer server, int length, String... headers) throws IOException {
    this.server = server;
    this.socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    send(
        "POST /api/v1/customers:import HTTP/1.1\r\nHost: x\r\n"
            + "Content-Type: application/x-ndjson\r\n"
            + String.join("", headers)
            + "Content-Length: "
            + length
            + "\r\n\r\n");
  }

  void send(String part) throws IOException {
    socket.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
  }

  /** Waits until so many customers were written. */
  void await(int customers) {
    await("default", customers);
  }

  /** The same, of a tenant. */
  void await(String tenant, int customers) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (server.profiles.list(tenant, ProfileQuery.all(customers)).size() < customers) {
      assertTrue(System.nanoTime() < end, "they were not written");
    }
  }

  /** The answer with its status line and headers, once the server has closed the connection. */
  String answer() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
