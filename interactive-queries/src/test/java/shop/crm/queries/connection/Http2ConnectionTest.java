package shop.crm.queries.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.connection.TestListener.LONG;
import static shop.crm.queries.connection.TestListener.SHORT;
import static shop.crm.queries.connection.TestListener.assertGoneAway;
import static shop.crm.queries.connection.TestListener.assertOk;
import static shop.crm.queries.connection.TestListener.patient;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import org.apache.hc.core5.http2.H2Error;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import shop.crm.queries.connection.http2.Frame;
import shop.crm.queries.connection.http2.FrameClient;
import shop.crm.queries.connection.http2.FrameClient.Answer;
import shop.crm.queries.connection.http2.Http2Settings;

/** Frames against a listener: what is answered, and what waits for whom. */
class Http2ConnectionTest {

  private static final byte[] NOTHING = {};

  @RegisterExtension private final TestListeners listeners = new TestListeners();

  @Test
  void requests_are_answered_side_by_side_on_one_connection() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    int waits = client.ask("GET", "/wait");
    listener.awaitWaiting(1);

    assertOk("here", client.answer(client.ask("GET", "/")));
    assertOk(
        "a".repeat(100_000) + "b".repeat(100_000), client.answer(client.ask("GET", "/stream")));
    listener.release();
    Answer answer = client.answer(waits);
    assertOk("released", answer);
    assertEquals("", answer.field("connection"));
    assertEquals("8", answer.field("content-length"));
  }

  @Test
  void answers_without_content_end_with_their_head() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();

    Answer head = client.answer(client.ask("HEAD", "/"));
    assertEquals("4", head.field("content-length"));
    assertOk("", head);
    Answer gone = client.answer(client.ask("DELETE", "/"));
    assertEquals("204", gone.status());
    assertTrue(gone.isEnded());
  }

  @Test
  void a_body_is_taken_in_whatever_pieces_and_with_padding_and_trailers() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    int chunked = client.begin("POST", "/");
    client.data(chunked, "one ".getBytes(US_ASCII), false);
    client.write(
        FrameClient.frame(Frame.DATA, Frame.PADDED, chunked, "\3two???".getBytes(US_ASCII)));
    client.write(Frame.headers(chunked, client.block("x-sum", "7"), true));
    int measured = client.begin("POST", "/", "content-length", "5", "expect", "100-continue");
    client.data(measured, "three".getBytes(US_ASCII), false);
    client.data(measured, NOTHING, true);

    assertOk("one two", client.answer(chunked));
    Answer answer = client.answer(measured);
    assertOk("three", answer);
    assertEquals(List.of("100", "200"), answer.statuses());
  }

  @Test
  void a_long_body_is_taken_window_by_window() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    int id = client.begin("POST", "/");
    byte[] piece = new byte[16_384];
    int sent = 0;
    int stream = 65_535;
    int connection = 65_535;
    while (sent < 100) {
      if (stream >= piece.length && connection >= piece.length) {
        client.data(id, piece, ++sent == 100);
        stream -= piece.length;
        connection -= piece.length;
      } else {
        Frame update = client.other(Frame.WINDOW_UPDATE);
        stream += update.stream() == id ? update.number() : 0;
        connection += update.stream() == 0 ? update.number() : 0;
      }
    }

    assertArrayEquals(new byte[100 * 16_384], client.answer(id).body());
  }

  @Test
  void who_does_not_take_an_answer_loses_that_answer_alone() throws IOException {
    TestListener listener = listeners.listen(new ConnectionLimits(9, 9, LONG, LONG, LONG, SHORT));
    FrameClient client = listener.connect(Http2Settings.INITIAL_WINDOW_SIZE, 0);
    int stuck = client.ask("GET", "/large");

    assertEquals(H2Error.CANCEL, client.reset(stuck));
    assertEquals(1, listener.refused(Refusal.WRITE_TIMEOUT));
    int taken = client.next();
    client.write(
        Frame.headers(taken, client.request("GET", "/"), true), Frame.windowUpdate(taken, 100));
    assertOk("here", client.answer(taken));
  }

  @Test
  void who_reads_nothing_loses_the_connection() throws Exception {
    TestListener listener = listeners.listen(new ConnectionLimits(99, 99, LONG, LONG, LONG, SHORT));
    FrameClient deaf = listener.connect(Http2Settings.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    deaf.write(Frame.windowUpdate(0, Integer.MAX_VALUE - 65_535));
    for (int i = 0; i < 5; i++) {
      deaf.ask("GET", "/large");
    }
    while (listener.refused(Refusal.WRITE_TIMEOUT) == 0) {
      Thread.onSpinWait();
    }

    listener.awaitNoConnection();
  }

  @Test
  void a_body_that_does_not_come_on_ends_its_stream_alone() throws IOException {
    TestListener listener = listeners.listen(new ConnectionLimits(9, 9, LONG, SHORT, LONG, LONG));
    FrameClient client = listener.connect();
    int stuck = client.begin("POST", "/");
    client.data(stuck, "a".getBytes(US_ASCII), false);

    assertEquals(H2Error.CANCEL, client.reset(stuck));
    assertEquals(1, listener.refused(Refusal.BODY_TIMEOUT));
    assertOk("here", client.answer(client.ask("GET", "/")));
  }

  @Test
  void half_a_head_half_a_frame_and_half_a_preface_are_closed() throws IOException {
    TestListener listener = listeners.listen(new ConnectionLimits(9, 9, SHORT, SHORT, LONG, LONG));
    FrameClient head = listener.connect();
    head.write(FrameClient.frame(Frame.HEADERS, 0, 1, new byte[100]));
    FrameClient frame = listener.connect();
    frame.write(new byte[] {0, 0, 8, Frame.PING, 0, 0, 0, 0, 0, 1, 2});
    FrameClient data = listener.connect();
    data.begin("POST", "/wait");
    data.write(new byte[] {0, 0, 8, Frame.DATA, 0, 0, 0, 0, 1, 1, 2});

    try (Socket preface = new Socket("127.0.0.1", listener.port)) {
      preface.getOutputStream().write("PRI * HTTP".getBytes(US_ASCII));
      assertEquals(-1, preface.getInputStream().read());
    }
    head.end();
    frame.end();
    data.end();
    assertEquals(3, listener.refused(Refusal.HEAD_TIMEOUT));
    assertEquals(1, listener.refused(Refusal.BODY_TIMEOUT));
  }

  @Test
  void a_connection_without_streams_is_told_that_it_ends() throws IOException {
    TestListener listener = listeners.listen(new ConnectionLimits(9, 9, LONG, LONG, SHORT, LONG));
    FrameClient client = listener.connect();
    assertOk("here", client.answer(client.ask("GET", "/")));

    assertGoneAway(H2Error.NO_ERROR, client);
  }

  @Test
  void when_the_connection_ends_so_do_its_streams() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    FrameClient other = listener.connect();
    assertOk("here", other.answer(other.ask("GET", "/")));
    other.takeNothing();
    int reader = other.begin("POST", "/");
    other.data(reader, "a".getBytes(US_ASCII), false);
    other.ask("GET", "/large");
    other.ask("GET", "/stream");
    assertOk("here", client.answer(client.ask("GET", "/")));

    other.close();
    client.close();
    listener.awaitNoConnection();
  }

  @Test
  void who_leaves_gets_what_it_has_asked_for() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    int waits = client.ask("GET", "/wait");
    listener.awaitWaiting(1);
    client.write(Frame.goAway(0, H2Error.NO_ERROR));
    int late = client.ask("GET", "/");
    listener.release();

    assertOk("released", client.answer(waits));
    assertGoneAway(H2Error.NO_ERROR, client);
    assertEquals(List.of(), client.soFar(late).statuses());
  }

  @Test
  void a_listener_that_closes_answers_what_runs() throws Exception {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    int waits = client.ask("GET", "/wait");
    listener.awaitWaiting(1);
    listener.connections.leave();
    client.other(Frame.SETTINGS);
    listener.release();

    assertOk("released", client.answer(waits));
    assertGoneAway(H2Error.NO_ERROR, client);
  }

  @Test
  void an_older_version_is_spoken_beside_it_and_never_called_by_its_name() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    try (java.net.Socket socket = new Socket("127.0.0.1", listener.port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              .getBytes(US_ASCII));
      out.write("Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n".getBytes(US_ASCII));
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      String answers = new String(socket.getInputStream().readAllBytes(), US_ASCII);

      assertTrue(answers.startsWith("HTTP/1.1 200 OK"), answers);
      assertTrue(answers.contains("HTTP/1.1 400"), answers);
    }
  }
}
