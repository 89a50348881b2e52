package shop.crm.benchmarks.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A well-behaved client on one connection that stays open, and is opened anew after a failure. Not
 * safe for use by many threads.
 */
public final class Caller implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final String JSON = "application/json";

  private final URI server;
  private final String callers;
  private Optional<Connection> connection = Optional.empty();

  private record Connection(Socket socket, AnswerReader reader) {}

  /** A caller of a server for a tenant; nothing is sent yet. */
  public Caller(URI server, String tenant) {
    this(server, tenant, Optional.empty());
  }

  /**
   * A caller who proves who they are.
   *
   * @param tenant that is named; empty where that is left to the credential
   * @param credential sent with each request, if there is one
   */
  public Caller(URI server, String tenant, Optional<String> credential) {
    this.server = server;
    this.callers =
        (tenant.isEmpty() ? "" : "X-Tenant-ID: " + tenant + "\r\n")
            + credential.map(text -> "Authorization: Bearer " + text + "\r\n").orElse("");
  }

  /**
   * The answer to a GET. A connection that the server has closed meanwhile is opened again.
   *
   * @throws IOException if there is none
   */
  public Answer get(String path) throws IOException {
    boolean kept = connection.isPresent();
    try {
      return send("GET " + path, "", new byte[0]);
    } catch (IOException e) {
      if (!kept) {
        throw e;
      }
      return send("GET " + path, "", new byte[0]);
    }
  }

  /**
   * The answer to a POST of JSON, which under the same key is done once however often it is sent.
   *
   * @throws IOException if there is none
   */
  public Answer post(String path, String idempotencyKey, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String headers =
        "Idempotency-Key: "
            + idempotencyKey
            + "\r\nContent-Type: "
            + JSON
            + "\r\nContent-Length: "
            + body.length
            + "\r\n";
    return send("POST " + path, headers, body);
  }

  /**
   * The answer to a PATCH by a JSON Merge Patch.
   *
   * @throws IOException if there is none
   */
  public Answer patch(String path, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String headers =
        "Content-Type: application/merge-patch+json\r\nContent-Length: " + body.length + "\r\n";
    return send("PATCH " + path, headers, body);
  }

  /**
   * The answer to a DELETE.
   *
   * @throws IOException if there is none
   */
  public Answer delete(String path) throws IOException {
    return send("DELETE " + path, "", new byte[0]);
  }

  private Answer send(String methodAndPath, String headers, byte[] body) throws IOException {
    String head =
        methodAndPath
            + " HTTP/1.1\r\nHost: "
            + server.getAuthority()
            + "\r\n"
            + callers
            + headers
            + "\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(bytes, bytes.length + body.length);
    System.arraycopy(body, 0, request, bytes.length, body.length);
    try {
      Connection open = open();
      open.socket().getOutputStream().write(request);
      Answer answer =
          open.reader().next(false).orElseThrow(() -> new IOException("closed without an answer"));
      if (answer.header("Connection").filter("close"::equalsIgnoreCase).isPresent()) {
        close();
      }
      return answer;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Connection open() throws IOException {
    if (connection.isEmpty()) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(ServiceAddresses.socket(server), TIMEOUT_MILLIS);
        connection = Optional.of(new Connection(socket, new AnswerReader(socket.getInputStream())));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
    return connection.orElseThrow();
  }

  @Override
  public void close() throws IOException {
    if (connection.isPresent()) {
      connection.get().socket().close();
      connection = Optional.empty();
    }
  }
}
