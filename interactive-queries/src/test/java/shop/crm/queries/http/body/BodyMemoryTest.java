package shop.crm.queries.http.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.http.Problems;

/** Real sockets against a server that has little room. */
class BodyMemoryTest {

  private static final int LENGTH = 20_000;
  private static final Pattern CONTENT_LENGTH =
      Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);

  private final BodyMemory memory = new BodyMemory(3 * LENGTH / 2);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final CountDownLatch working = new CountDownLatch(1);
  private final int port = listen();

  private int listen() {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .routing(
                routing ->
                    routing
                        .addFilter(memory)
                        .error(Throwable.class, Problems::answer)
                        .post("/", (request, response) -> response.send("" + read(request)))
                        .post("/work", this::work))
            .build()
            .start();
    open.add(server::stop);
    return server.port();
  }

  private static int read(ServerRequest request) throws IOException {
    return BodyMemory.read(request, request.content().inputStream(), LENGTH + 1).length;
  }

  private void work(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    int length = read(request);
    working.await();
    response.send("" + length);
  }

  @AfterEach
  void close() throws Exception {
    working.countDown();
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  /** Sends a body but for so many bytes, and waits until all else is held. */
  private Socket post(String path, int butFor) throws IOException {
    long before = memory.bytes();
    Socket socket = send(path, butFor);
    while (memory.bytes() < before + LENGTH - butFor) {
      Thread.onSpinWait();
    }
    return socket;
  }

  private Socket send(String path, int butFor) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    open.add(socket);
    socket.setSoTimeout(20_000);
    String head = "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n";
    socket.getOutputStream().write(head.formatted(path, LENGTH).getBytes(US_ASCII));
    socket.getOutputStream().write(new byte[LENGTH - butFor]);
    return socket;
  }

  /** The answer; nothing where there is none. The library leaves the connection open behind it. */
  private static String answer(Socket socket) throws IOException {
    StringBuilder answer = new StringBuilder();
    int b = socket.getInputStream().read();
    while (b >= 0) {
      answer.append((char) b);
      b = isWhole(answer) ? -1 : socket.getInputStream().read();
    }
    return answer.toString();
  }

  private static boolean isWhole(StringBuilder answer) {
    int end = answer.indexOf("\r\n\r\n");
    Matcher length = CONTENT_LENGTH.matcher(answer);
    return end >= 0
        && length.find()
        && answer.length() == end + 4 + Integer.parseInt(length.group(1));
  }

  @Test
  void the_body_that_has_been_coming_for_longest_makes_room() throws IOException {
    Socket stalled = post("/", 1);

    String other = answer(send("/", 0));

    assertTrue(other.endsWith("\r\n\r\n" + LENGTH), other);
    assertEquals("", answer(stalled));
  }

  @Test
  void where_all_are_worked_on_another_is_told_to_come_again() throws IOException {
    Socket worked = post("/work", 0);

    String other = answer(send("/", 0));

    assertTrue(other.startsWith("HTTP/1.1 503 "), other);
    assertTrue(other.contains("Retry-After: 1\r\n"), other);
    working.countDown();
    assertTrue(answer(worked).endsWith("\r\n\r\n" + LENGTH));
  }

  @Test
  void what_is_answered_is_not_held() throws IOException {
    for (int i = 0; i < 9; i++) {
      assertTrue(answer(send("/", 0)).endsWith("\r\n\r\n" + LENGTH));
      // An answer may be here a moment before its request is at its end.
      while (memory.bytes() > 0) {
        Thread.onSpinWait();
      }
    }
  }
}
