package shop.crm.queries.connection.http2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hc.core5.http2.H2Error;

/**
 * A frame.
 *
 * @param stream the stream that it belongs to, or {@link #CONNECTION}
 */
public record Frame(int type, int flags, int stream, byte[] payload) {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 0x1;
  public static final int ACK = 0x1;
  public static final int END_HEADERS = 0x4;
  public static final int PADDED = 0x8;
  public static final int WITH_PRIORITY = 0x20;

  /** What belongs to no stream. */
  public static final int CONNECTION = 0;

  /** Bytes of a payload: what everybody takes, and nobody here wants more at once. */
  public static final int MAX_PAYLOAD = 16_384;

  /** Bytes before the payload. */
  static final int HEAD = 9;

  private static final int PRIORITY_BYTES = 5;
  private static final byte[] NOTHING = {};

  /** Whether it has a flag. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The same one with another payload, that has neither padding nor priority. */
  Frame with(byte[] content) {
    return new Frame(type, flags & ~(PADDED | WITH_PRIORITY), stream, content);
  }

  /** Its number: the increment of a window, or a code. */
  public int number() {
    return ByteBuffer.wrap(payload).getInt();
  }

  /**
   * What it carries, without padding and priority.
   *
   * @throws Http2Error where there is more of them than payload
   */
  public byte[] content() {
    int from = has(PADDED) ? 1 : 0;
    int padding = has(PADDED) && payload.length > 0 ? payload[0] & 0xFF : 0;
    if (type == HEADERS && has(WITH_PRIORITY)) {
      from += PRIORITY_BYTES;
    }
    if (from > payload.length) {
      throw Http2Error.ofConnection(H2Error.FRAME_SIZE_ERROR);
    }
    if (from + padding > payload.length) {
      throw Http2Error.ofConnection(H2Error.PROTOCOL_ERROR);
    }
    boolean whole = from + padding == 0;
    return whole ? payload : Arrays.copyOfRange(payload, from, payload.length - padding);
  }

  /** As it is sent. */
  public byte[] bytes() {
    return head(type, flags, stream, payload.length).put(payload).array();
  }

  private static ByteBuffer head(int type, int flags, int stream, int length) {
    ByteBuffer frame = ByteBuffer.allocate(HEAD + length);
    frame.putShort((short) (length >> 8)).put((byte) length).put((byte) type).put((byte) flags);
    return frame.putInt(stream);
  }

  static byte[] data(int stream, byte[] from, int offset, int length, boolean last) {
    return head(DATA, last ? END_STREAM : 0, stream, length).put(from, offset, length).array();
  }

  /** A block of fields in as many frames as it needs. */
  public static byte[] headers(int stream, byte[] block, boolean last) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream(block.length + HEAD);
    int at = 0;
    int type = HEADERS;
    int flags = last ? END_STREAM : 0;
    do {
      int length = Math.min(block.length - at, MAX_PAYLOAD);
      boolean end = at + length == block.length;
      frames.writeBytes(
          head(type, end ? flags | END_HEADERS : flags, stream, length)
              .put(block, at, length)
              .array());
      at += length;
      type = CONTINUATION;
      flags = 0;
    } while (at < block.length);
    return frames.toByteArray();
  }

  public static byte[] settingsTaken() {
    return new Frame(SETTINGS, ACK, CONNECTION, NOTHING).bytes();
  }

  public static byte[] pong(byte[] payload) {
    return new Frame(PING, ACK, CONNECTION, payload).bytes();
  }

  public static byte[] windowUpdate(int stream, int increment) {
    return head(WINDOW_UPDATE, 0, stream, 4).putInt(increment).array();
  }

  public static byte[] reset(int stream, H2Error code) {
    return head(RST_STREAM, 0, stream, 4).putInt(code.getCode()).array();
  }

  /**
   * The last that is sent.
   *
   * @param last the last stream that was looked at
   */
  public static byte[] goAway(int last, H2Error code) {
    return head(GOAWAY, 0, CONNECTION, 8).putInt(last).putInt(code.getCode()).array();
  }
}
