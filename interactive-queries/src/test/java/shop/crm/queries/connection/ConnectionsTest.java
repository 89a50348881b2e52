package shop.crm.queries.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets against a listener whose patience is short. */
class ConnectionsTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String LAST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{";

  /** Once for all: a thread of the library keeps the routing of a listener that was stopped. */
  private static final byte[] LARGE = new byte[64 << 20];

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private static ConnectionLimits patient(int all, int perAddress) {
    return new ConnectionLimits(all, perAddress, LONG, LONG, LONG, LONG);
  }

  private int listen(ConnectionLimits limits) {
    return listen(connections(limits));
  }

  private Connections connections(ConnectionLimits limits) {
    return new Connections("test", Http1Config.builder(), limits, new Refusals(metrics), metrics);
  }

  private static void awaitWaiting(Connections connections, int many) {
    while (connections.waiting() < many) {
      Thread.onSpinWait();
    }
  }

  private int listen(Connections connections) {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .maxTcpConnections(connections.most())
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections)
            .routing(
                routing ->
                    routing
                        .get("/", (request, response) -> response.send("here"))
                        .get("/large", (request, response) -> response.send(LARGE))
                        .head("/", (request, response) -> response.send("here"))
                        .get("/stream", ConnectionsTest::stream)
                        .post(
                            "/",
                            (request, response) ->
                                response.send(text(request.content().inputStream()))))
            .build()
            .start();
    open.add(connections);
    open.add(server::stop);
    return server.port();
  }

  /** In chunks, as the library writes what is longer than its buffer. */
  private static void stream(ServerRequest request, ServerResponse response) throws IOException {
    try (OutputStream out = response.outputStream()) {
      out.write("a".repeat(100_000).getBytes(US_ASCII));
      out.write("b".repeat(100_000).getBytes(US_ASCII));
    }
  }

  private static byte[] text(InputStream in) throws IOException {
    return in.readAllBytes();
  }

  private Socket connect(int port, String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    open.add(socket);
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return socket;
  }

  /** All that is answered until the other side closes. */
  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  private double refused(Refusal why) {
    return metrics.get("crm.http.refused").tag("reason", why.label()).counter().count();
  }

  @Test
  void who_says_nothing_or_half_a_head_is_closed() throws IOException {
    int port = listen(new ConnectionLimits(9, 9, SHORT, LONG, LONG, LONG));
    Socket silent = connect(port, "");
    Socket half = connect(port, "GET / HTTP/1.1\r\nHost: x\r\nX: ");

    assertEquals("", rest(silent));
    assertEquals("", rest(half));
    assertEquals(2, refused(Refusal.HEAD_TIMEOUT));
  }

  @Test
  void a_body_that_does_not_come_on_is_closed() throws IOException {
    int port = listen(new ConnectionLimits(9, 9, LONG, SHORT, LONG, LONG));

    assertEquals("", rest(connect(port, POST)));
    assertEquals(1, refused(Refusal.BODY_TIMEOUT));
  }

  @Test
  void a_connection_that_is_done_is_closed_after_a_while_and_that_is_no_refusal()
      throws IOException {
    int port = listen(new ConnectionLimits(9, 9, LONG, LONG, SHORT, LONG));

    assertTrue(rest(connect(port, GET)).endsWith("here"));
    assertEquals(0, refused(Refusal.HEAD_TIMEOUT));
  }

  @Test
  void a_reader_that_does_not_read_is_closed() throws Exception {
    int port = listen(new ConnectionLimits(9, 9, LONG, LONG, LONG, SHORT));
    Socket deaf = connect(port, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    while (refused(Refusal.WRITE_TIMEOUT) == 0) {
      Thread.onSpinWait();
    }

    assertTrue(deaf.getInputStream().transferTo(OutputStream.nullOutputStream()) < 64 << 20);
  }

  @Test
  void a_new_connection_takes_the_place_of_the_one_that_has_said_nothing_for_longest()
      throws IOException {
    Connections connections = connections(patient(3, 3));
    int port = listen(connections);
    Socket body = connect(port, POST);
    Socket oldest = connect(port, GET + "GET / HTTP");
    assertEquals('H', oldest.getInputStream().read());
    awaitWaiting(connections, 2);
    Socket newer = connect(port, GET);
    assertEquals('H', newer.getInputStream().read());
    awaitWaiting(connections, 3);

    assertTrue(rest(connect(port, LAST)).endsWith("here"));
    assertTrue(rest(oldest).endsWith("here"));
    newer.getOutputStream().write(LAST.getBytes(US_ASCII));
    body.getOutputStream().write("2345678}".getBytes(US_ASCII));
    assertTrue(rest(newer).endsWith("here"));
    assertEquals('H', body.getInputStream().read());
    assertEquals(1, refused(Refusal.NO_ROOM));
  }

  @Test
  void one_address_has_a_share() throws IOException {
    Connections connections = connections(patient(9, 2));
    int port = listen(connections);
    Socket first = connect(port, GET);
    assertEquals('H', first.getInputStream().read());
    awaitWaiting(connections, 1);
    Socket second = connect(port, GET);
    assertEquals('H', second.getInputStream().read());
    awaitWaiting(connections, 2);

    assertTrue(rest(connect(port, LAST)).endsWith("here"));
    assertTrue(rest(first).endsWith("here"));
    assertEquals(1, refused(Refusal.NO_ROOM));
  }

  @Test
  void whoever_breaks_the_rules_is_told_once_and_nothing_behind_it_is_read() throws IOException {
    int port = listen(patient(9, 9));
    String chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

    String head = rest(connect(port, "GET //a HTTP/1.1\r\nHost: x\r\n\r\n" + GET));
    String body = rest(connect(port, chunked + "2\r\n{}XX0\r\n\r\n" + GET));
    String extension = rest(connect(port, chunked + "1;" + "a".repeat(5_000)));
    String trailers = rest(connect(port, chunked + "0\r\n" + "X: y\r\n".repeat(1_000)));

    for (String answer : List.of(head, body, extension, trailers)) {
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertEquals(0, answer.lastIndexOf("HTTP/1.1"), answer);
    }
    assertEquals(3, refused(Refusal.MALFORMED_BODY));
    assertEquals(1, refused(Refusal.PATH_NOT_NORMAL));
  }

  @Test
  void a_body_that_breaks_off_is_told_to_who_still_listens() throws IOException {
    int port = listen(patient(9, 9));
    Socket half = connect(port, POST);
    half.shutdownOutput();

    assertTrue(rest(half).startsWith("HTTP/1.1 400 "));
    assertEquals(1, refused(Refusal.UNFINISHED_BODY));
  }

  @Test
  void a_request_of_an_older_version_is_answered_and_its_connection_ends() throws IOException {
    int port = listen(patient(9, 9));

    String answer = rest(connect(port, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    String stream = rest(connect(port, "GET /stream HTTP/1.0\r\n\r\n"));

    assertTrue(answer.startsWith("HTTP/1.0 200 OK\r\n"), answer);
    assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\nhere"), answer);
    assertEquals(
        "a".repeat(100_000) + "b".repeat(100_000),
        stream.substring(stream.indexOf("\r\n\r\n") + 4));
  }

  @Test
  void head_has_no_content_and_the_connection_goes_on() throws IOException {
    int port = listen(patient(9, 9));

    String answers = rest(connect(port, GET + "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + GET + LAST));

    List<String> all = List.of(answers.split("HTTP/1.1 200 OK"));
    assertEquals(
        List.of("here", "", "here", "here"),
        all.stream().skip(1).map(one -> one.substring(one.indexOf("\r\n\r\n") + 4)).toList());
    assertTrue(all.stream().skip(1).allMatch(one -> one.contains("Content-Length: 4")), answers);
  }
}
