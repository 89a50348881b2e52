package shop.crm.queries.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.connection.TestListener.assertGoneAway;
import static shop.crm.queries.connection.TestListener.assertOk;
import static shop.crm.queries.connection.TestListener.patient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.core5.http2.H2Error;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import shop.crm.queries.connection.http2.Frame;
import shop.crm.queries.connection.http2.FrameClient;
import shop.crm.queries.connection.http2.Http2Settings;

/** Frames that break the rules, or are too many: each has its code. */
class Http2LimitsIT {

  private static final byte[] NOTHING = {};

  @RegisterExtension private final TestListeners listeners = new TestListeners();

  @Test
  void what_breaks_the_rules_of_a_request_is_answered_as_in_any_version() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();

    assertEquals("400", client.answer(client.ask("GET", "//a")).status());
    assertEquals("400", client.answer(client.ask("GET", "/a/../b")).status());
    assertEquals(
        "400", client.answer(client.ask("GET", "/", "if-match", "1", "if-match", "2")).status());
    assertEquals("414", client.answer(client.ask("GET", "/" + "a".repeat(9_000))).status());
    String[] many = new String[300];
    Arrays.fill(many, "x");
    assertEquals("431", client.answer(client.ask("GET", "/", many)).status());
    assertEquals(2, listener.refused(Refusal.PATH_NOT_NORMAL));
    assertEquals(1, listener.refused(Refusal.REPEATED_HEADER));
    assertEquals(1, listener.refused(Refusal.URI_TOO_LONG));
    assertEquals(1, listener.refused(Refusal.HEAD_TOO_LARGE));
    assertOk("here", client.answer(client.ask("GET", "/")));
  }

  @Test
  void a_head_that_unpacks_to_too_much_is_431() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    String[] bomb = new String[100];
    for (int i = 0; i < bomb.length; i += 2) {
      bomb[i] = "x-long";
      bomb[i + 1] = "y".repeat(3_000);
    }

    assertEquals("431", client.answer(client.ask("GET", "/", bomb)).status());
    assertOk("here", client.answer(client.ask("GET", "/")));
  }

  @Test
  void heads_that_unpack_to_too_much_in_a_flood_end_the_connection() throws IOException {
    TestListener listener = listeners.listen(patient(200, 200));
    FrameClient client = listener.connect();
    byte[] filling = client.request("GET", "/", "x-long", "y".repeat(3_000));
    client.write(Frame.headers(client.next(), filling, true));
    String[] references = new String[40];
    for (int i = 0; i < references.length; i += 2) {
      references[i] = "x-long";
      references[i + 1] = "y".repeat(3_000);
    }
    byte[] bomb = client.request("GET", "/", references);
    for (int i = 0; i < 300; i++) {
      client.writeOn(Frame.headers(client.next(), bomb, true), 1);
    }

    assertGoneAway(H2Error.ENHANCE_YOUR_CALM, client);
    assertEquals(1, listener.refused(Refusal.TOO_MANY_FRAMES));
  }

  @Test
  void what_is_no_request_ends_its_stream_alone() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();

    int upgrade = client.ask("GET", "/", "connection", "upgrade");
    assertEquals(H2Error.PROTOCOL_ERROR, client.reset(upgrade));
    int longer = client.begin("POST", "/", "content-length", "3");
    client.data(longer, "four".getBytes(US_ASCII), false);
    assertEquals(H2Error.PROTOCOL_ERROR, client.reset(longer));
    int shorter = client.begin("POST", "/", "content-length", "5");
    client.data(shorter, "four".getBytes(US_ASCII), true);
    assertEquals(H2Error.PROTOCOL_ERROR, client.reset(shorter));
    int zero = client.ask("GET", "/wait");
    client.write(Frame.windowUpdate(zero, 0));
    assertEquals(H2Error.PROTOCOL_ERROR, client.reset(zero));
    int wide = client.ask("GET", "/wait");
    client.write(Frame.windowUpdate(wide, Integer.MAX_VALUE));
    assertEquals(H2Error.FLOW_CONTROL_ERROR, client.reset(wide));
    int ended = client.ask("POST", "/wait");
    client.data(ended, NOTHING, true);
    assertEquals(H2Error.STREAM_CLOSED, client.reset(ended));

    assertOk("here", client.answer(client.ask("GET", "/")));
    assertEquals(1, listener.refused(Refusal.MALFORMED_HEAD));
    assertEquals(2, listener.refused(Refusal.MALFORMED_BODY));
  }

  @Test
  void what_is_no_frame_ends_the_connection() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient even = listener.connect();
    even.write(Frame.headers(2, even.request("GET", "/"), true));
    assertGoneAway(H2Error.PROTOCOL_ERROR, even);
    FrameClient idle = listener.connect();
    idle.data(1, NOTHING, true);
    assertGoneAway(H2Error.PROTOCOL_ERROR, idle);
    FrameClient large = listener.connect();
    large.write(FrameClient.frame(Frame.DATA, 0, 1, new byte[16_385]));
    assertGoneAway(H2Error.FRAME_SIZE_ERROR, large);
    FrameClient packed = listener.connect();
    packed.write(Frame.headers(1, new byte[] {(byte) 0xFF, 0}, true));
    assertGoneAway(H2Error.COMPRESSION_ERROR, packed);
    FrameClient wide = listener.connect();
    wide.write(Frame.windowUpdate(0, Integer.MAX_VALUE));
    assertGoneAway(H2Error.FLOW_CONTROL_ERROR, wide);
    FrameClient window = listener.connect(Http2Settings.INITIAL_WINDOW_SIZE, -1);
    assertGoneAway(H2Error.FLOW_CONTROL_ERROR, window);

    assertEquals(6, listener.refused(Refusal.MALFORMED_FRAME));
  }

  @Test
  void a_hundred_streams_run_at_once_and_one_more_is_refused() throws IOException {
    TestListener listener = listeners.listen(patient(200, 200));
    FrameClient client = listener.connect();
    List<Integer> streams = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      streams.add(client.ask("GET", "/wait"));
    }
    int more = client.ask("GET", "/");

    assertEquals(H2Error.REFUSED_STREAM, client.reset(more));
    assertEquals(1, listener.refused(Refusal.TOO_MANY_STREAMS));
    listener.release();
    for (int stream : streams) {
      assertOk("released", client.answer(stream));
    }
    assertOk("here", client.answer(client.ask("GET", "/")));
  }

  @Test
  void streams_have_the_share_of_their_address() throws IOException {
    TestListener listener = listeners.listen(patient(9, 3));
    FrameClient client = listener.connect();
    client.ask("GET", "/wait");
    client.ask("GET", "/wait");
    listener.awaitWaiting(2);

    assertEquals(H2Error.REFUSED_STREAM, client.reset(client.ask("GET", "/")));
    assertEquals(1, listener.refused(Refusal.NO_ROOM));
  }

  @Test
  void whoever_sends_more_than_its_window_is_refused() throws IOException {
    TestListener listener = listeners.listen(patient(99, 99));
    FrameClient one = listener.connect();
    int stream = one.begin("POST", "/wait");
    for (int i = 0; i < 5; i++) {
      one.data(stream, new byte[16_384], false);
    }
    assertEquals(H2Error.FLOW_CONTROL_ERROR, one.reset(stream));

    FrameClient all = listener.connect();
    for (int i = 0; i < 17; i++) {
      int id = all.begin("POST", "/wait");
      for (int piece = 0; piece < 4; piece++) {
        all.writeOn(FrameClient.frame(Frame.DATA, 0, id, new byte[16_383]), 1);
      }
    }
    assertGoneAway(H2Error.FLOW_CONTROL_ERROR, all);
  }

  @Test
  void a_body_that_nobody_reads_keeps_no_other_from_being_read() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    int unread = client.begin("POST", "/wait");
    for (int i = 0; i < 4; i++) {
      client.data(unread, new byte[16_383], false);
    }
    int read = client.begin("POST", "/");
    client.data(read, "hello".getBytes(US_ASCII), true);

    assertOk("hello", client.answer(read));
  }

  @Test
  void floods_of_what_asks_for_nothing_end_the_connection() throws IOException {
    TestListener listener = listeners.listen(patient(300, 300));
    List<byte[]> floods =
        List.of(
            FrameClient.frame(Frame.PING, 0, 0, new byte[8]),
            Http2Settings.of(),
            FrameClient.frame(Frame.PRIORITY, 0, 1, new byte[5]),
            FrameClient.frame(77, 0, 1, NOTHING),
            FrameClient.frame(Frame.DATA, 0, 1, NOTHING),
            Frame.windowUpdate(0, 1));
    for (byte[] flood : floods) {
      FrameClient client = listener.connect();
      client.begin("POST", "/wait");
      client.writeOn(flood, 30_000);
      assertGoneAway(H2Error.ENHANCE_YOUR_CALM, client);
    }
    assertEquals(floods.size(), listener.refused(Refusal.TOO_MANY_FRAMES));
  }

  @Test
  void whoever_asks_and_takes_it_back_in_a_flood_is_told_to_be_calm() throws IOException {
    TestListener listener = listeners.listen(patient(3_000, 3_000));
    FrameClient rapid = listener.connect();
    for (int i = 0; i < 3_000; i++) {
      int id = rapid.next();
      rapid.writeOn(Frame.headers(id, rapid.request("GET", "/wait"), true), 1);
      rapid.writeOn(Frame.reset(id, H2Error.CANCEL), 1);
    }
    assertGoneAway(H2Error.ENHANCE_YOUR_CALM, rapid);
    // At no time more of them than may run at once, though each was taken back.
    assertTrue(
        listener.waiting() <= 2 * Http2Connection.MAX_STREAMS, String.valueOf(listener.waiting()));

    FrameClient made = listener.connect();
    for (int i = 0; i < 3_000; i++) {
      int id = made.next();
      made.writeOn(Frame.headers(id, made.request("GET", "/wait"), true), 1);
      made.writeOn(Frame.windowUpdate(id, 0), 1);
    }
    assertGoneAway(H2Error.ENHANCE_YOUR_CALM, made);
  }

  @Test
  void a_head_in_parts_without_end_is_refused() throws IOException {
    TestListener listener = listeners.listen(patient(9, 9));
    FrameClient client = listener.connect();
    client.write(FrameClient.frame(Frame.HEADERS, 0, 1, new byte[100]));
    client.writeOn(FrameClient.frame(Frame.CONTINUATION, 0, 1, new byte[10_000]), 1_000);

    assertGoneAway(H2Error.ENHANCE_YOUR_CALM, client);
  }
}
