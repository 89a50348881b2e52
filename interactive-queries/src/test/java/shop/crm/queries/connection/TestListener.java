package shop.crm.queries.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http2.H2Error;
import shop.crm.queries.connection.http2.FrameClient;
import shop.crm.queries.connection.http2.FrameClient.Answer;
import shop.crm.queries.connection.tls.ServerTls;

/** A listener on real sockets, some resources, and clients that send frames. */
final class TestListener {

  static final Duration SHORT = Duration.ofMillis(300);
  static final Duration LONG = Duration.ofMinutes(5);

  /** Once for all: a thread of the library keeps the routing of a listener that was stopped. */
  private static final byte[] LARGE = new byte[8 << 20];

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  final Connections connections;
  final int port;

  TestListener(ConnectionLimits limits) {
    this(limits, Optional.empty());
  }

  /** With TLS. */
  TestListener(ConnectionLimits limits, ServerTls tls) {
    this(limits, Optional.of(tls));
  }

  private TestListener(ConnectionLimits limits, Optional<ServerTls> tls) {
    connections =
        new Connections("test", Http1Config.builder(), limits, new Refusals(metrics), metrics);
    port =
        listen(
            tls.<ServerConnectionSelector>map(it -> new SecuredConnections(it, connections))
                .orElse(connections));
  }

  static ConnectionLimits patient(int all, int perAddress) {
    return new ConnectionLimits(all, perAddress, LONG, LONG, LONG, LONG);
  }

  private int listen(ServerConnectionSelector selector) {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .maxTcpConnections(connections.most())
            .protocolsDiscoverServices(false)
            .addConnectionSelector(selector)
            .routing(
                routing ->
                    routing
                        .get("/", (request, response) -> response.send("here"))
                        .head("/", (request, response) -> response.send("here"))
                        .delete("/", (request, response) -> response.status(204).send())
                        .get("/large", (request, response) -> response.send(LARGE))
                        .get("/stream", TestListener::stream)
                        .get("/wait", (request, response) -> await(response))
                        .post("/wait", (request, response) -> await(response))
                        .post("/", TestListener::echo))
            .build()
            .start();
    open.add(connections);
    open.add(server::stop);
    return server.port();
  }

  private void await(ServerResponse response) throws InterruptedException {
    waiting.incrementAndGet();
    try {
      released.await();
    } finally {
      waiting.decrementAndGet();
    }
    response.send("released");
  }

  /** In chunks, as the library writes what is longer than its buffer. */
  private static void stream(ServerRequest request, ServerResponse response) throws IOException {
    try (OutputStream out = response.outputStream()) {
      out.write("a".repeat(100_000).getBytes(US_ASCII));
      out.write("b".repeat(100_000).getBytes(US_ASCII));
    }
  }

  private static void echo(ServerRequest request, ServerResponse response) throws IOException {
    try (InputStream in = request.content().inputStream()) {
      response.send(in.readAllBytes());
    }
  }

  FrameClient connect(int... settings) throws IOException {
    FrameClient client = new FrameClient(port, settings);
    open.add(client);
    return client;
  }

  /** How many wait to be released. */
  int waiting() {
    return waiting.get();
  }

  void awaitWaiting(int many) {
    while (waiting.get() < many) {
      Thread.onSpinWait();
    }
  }

  void release() {
    released.countDown();
  }

  void awaitNoConnection() {
    while (metrics.get("crm.http.connections").gauge().value() > 0) {
      Thread.onSpinWait();
    }
  }

  double refused(Refusal why) {
    return metrics.get("crm.http.refused").tag("reason", why.label()).counter().count();
  }

  static void assertGoneAway(H2Error code, FrameClient client) throws IOException {
    assertEquals(Optional.of(code), client.end());
  }

  static void assertOk(String text, Answer answer) {
    assertEquals("200", answer.status());
    assertEquals(text, answer.text());
    assertTrue(answer.isEnded());
    assertEquals(Optional.empty(), answer.reset());
  }

  void close() throws Exception {
    release();
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }
}
