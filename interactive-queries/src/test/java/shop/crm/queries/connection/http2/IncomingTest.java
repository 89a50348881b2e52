package shop.crm.queries.connection.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http2.H2Error;
import org.junit.jupiter.api.Test;

class IncomingTest {

  private static final byte[] NOTHING = {};
  private static final byte[] SETTINGS = Http2Settings.of();
  private static final int MOST = 24_576;

  private static byte[] frame(int type, int flags, int stream, String payload) {
    return new Frame(type, flags, stream, payload.getBytes(US_ASCII)).bytes();
  }

  private static byte[] all(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  /** Type, flags, stream and payload of each, as bytes come in pieces. */
  private static List<String> read(byte[] bytes, int piece) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += piece) {
      pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }
    Iterator<byte[]> left = pieces.iterator();
    Incoming incoming =
        new Incoming(
            NOTHING, () -> left.hasNext() ? left.next() : null, new Calm(System::nanoTime), MOST);
    List<String> read = new ArrayList<>();
    for (Optional<Frame> next = incoming.next(); next.isPresent(); next = incoming.next()) {
      Frame frame = next.get();
      read.add(
          frame.type()
              + " "
              + frame.flags()
              + " "
              + frame.stream()
              + " "
              + new String(frame.payload(), US_ASCII));
    }
    return read;
  }

  private static void assertFault(H2Error code, byte[]... frames) {
    Http2Error error = assertThrows(Http2Error.class, () -> read(all(frames), 1_000));
    assertEquals(code, error.code());
    assertEquals(Frame.CONNECTION, error.stream());
  }

  @Test
  void frames_are_the_same_however_their_bytes_come() {
    byte[] bytes =
        all(
            SETTINGS,
            frame(Frame.HEADERS, Frame.PADDED | Frame.WITH_PRIORITY, 1, "\2priortabpp"),
            frame(Frame.CONTINUATION, 0, 1, "cd"),
            frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, "e"),
            frame(Frame.DATA, Frame.END_STREAM, 1, "x".repeat(16_384)),
            frame(99, 255, 7, "whatever"),
            frame(Frame.PING, 0, 0, "12345678"));
    List<String> expected =
        List.of(
            "4 0 0 ",
            "1 4 1 tabcde",
            "0 1 1 " + "x".repeat(16_384),
            "99 255 7 whatever",
            "6 0 0 12345678");

    for (int piece : new int[] {1, 7, 1_000, 100_000}) {
      assertEquals(expected, read(bytes, piece));
    }
  }

  @Test
  void the_first_frame_has_settings() {
    assertFault(H2Error.PROTOCOL_ERROR, frame(Frame.PING, 0, 0, "12345678"));
    assertFault(H2Error.PROTOCOL_ERROR, frame(Frame.SETTINGS, Frame.ACK, 0, ""));
  }

  @Test
  void a_frame_that_is_too_long_is_refused_before_it_has_come() {
    byte[] head = {0, 0x40, 1, 0, 0, 0, 0, 0, 1};
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, head);
  }

  @Test
  void each_type_has_its_length() {
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, frame(Frame.PING, 0, 0, "1234567"));
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, frame(Frame.PRIORITY, 0, 1, "1234"));
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, frame(Frame.RST_STREAM, 0, 1, "12345"));
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, frame(Frame.WINDOW_UPDATE, 0, 1, "123"));
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, frame(Frame.GOAWAY, 0, 0, "1234567"));
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, frame(Frame.SETTINGS, 0, 0, "1234567"));
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, frame(Frame.SETTINGS, 1, 0, "123456"));
    assertFault(H2Error.FRAME_SIZE_ERROR, frame(Frame.SETTINGS, 0, 0, "1"));
  }

  @Test
  void each_type_belongs_to_the_connection_or_to_a_stream() {
    assertFault(H2Error.PROTOCOL_ERROR, frame(Frame.SETTINGS, 0, 1, ""));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.PING, 0, 1, "12345678"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.GOAWAY, 0, 1, "12345678"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.DATA, 0, 0, "a"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.HEADERS, 4, 0, "a"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.HEADERS, 4, 2, "a"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.RST_STREAM, 0, 0, "1234"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.PRIORITY, 0, 0, "12345"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.PUSH_PROMISE, 4, 1, "12345"));
  }

  @Test
  void nothing_comes_between_the_parts_of_a_head() {
    byte[] begin = frame(Frame.HEADERS, 0, 1, "a");
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, begin, frame(Frame.PING, 0, 0, "12345678"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, begin, frame(Frame.CONTINUATION, 4, 3, "a"));
    assertFault(H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.CONTINUATION, 4, 1, "a"));
  }

  @Test
  void padding_is_not_longer_than_its_frame() {
    assertFault(
        H2Error.PROTOCOL_ERROR, SETTINGS, frame(Frame.HEADERS, Frame.PADDED | 4, 1, "\5abcd"));
    assertFault(H2Error.FRAME_SIZE_ERROR, SETTINGS, frame(Frame.HEADERS, 0x20 | 4, 1, "abc"));
  }

  @Test
  void a_head_has_its_bound_in_bytes_and_in_parts() {
    byte[] begin = frame(Frame.HEADERS, 0, 1, "a".repeat(16_000));
    assertFault(
        H2Error.ENHANCE_YOUR_CALM,
        SETTINGS,
        begin,
        frame(Frame.CONTINUATION, 0, 1, "a".repeat(9_000)));
    byte[][] parts = new byte[3_000][];
    Arrays.fill(parts, frame(Frame.CONTINUATION, 0, 1, ""));
    parts[0] = SETTINGS;
    parts[1] = frame(Frame.HEADERS, 0, 1, "a");
    assertFault(H2Error.ENHANCE_YOUR_CALM, parts);
  }
}
