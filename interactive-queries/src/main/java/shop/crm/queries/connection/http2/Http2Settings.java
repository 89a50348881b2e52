package shop.crm.queries.connection.http2;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.hc.core5.http2.H2Error;

/** Settings of HTTP/2, each by its number and with its value. */
public final class Http2Settings {

  private static final int ENABLE_PUSH = 2;
  private static final int MAX_CONCURRENT_STREAMS = 3;
  public static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;
  private static final int MAX_HEADER_LIST_SIZE = 6;

  private static final int BYTES_EACH = 6;
  private static final long LARGEST_FRAME = (1 << 24) - 1;

  private Http2Settings() {}

  /**
   * A frame of those of this end.
   *
   * @param streams at once
   * @param head bytes of one, unpacked
   */
  public static byte[] own(int streams, int head) {
    return of(MAX_CONCURRENT_STREAMS, streams, MAX_HEADER_LIST_SIZE, head);
  }

  /** A frame of them: numbers, each with its value behind it. */
  public static byte[] of(int... values) {
    ByteBuffer payload = ByteBuffer.allocate(values.length / 2 * BYTES_EACH);
    for (int i = 0; i < values.length; i += 2) {
      payload.putShort((short) values[i]).putInt(values[i + 1]);
    }
    return new Frame(Frame.SETTINGS, 0, Frame.CONNECTION, payload.array()).bytes();
  }

  /**
   * Reads those of the other end. What it takes at once (frames, tables, heads) is always more than
   * what is sent here, and nothing is pushed.
   *
   * @return the window that streams begin with, if that is set
   * @throws Http2Error where one is out of its bounds
   */
  public static OptionalLong initialWindow(byte[] payload) {
    OptionalLong window = OptionalLong.empty();
    ByteBuffer values = ByteBuffer.wrap(payload);
    while (values.hasRemaining()) {
      int setting = values.getShort();
      long value = Integer.toUnsignedLong(values.getInt());
      switch (setting) {
        case INITIAL_WINDOW_SIZE -> {
          require(value <= Integer.MAX_VALUE, H2Error.FLOW_CONTROL_ERROR);
          window = OptionalLong.of(value);
        }
        case MAX_FRAME_SIZE ->
            require(value >= Frame.MAX_PAYLOAD && value <= LARGEST_FRAME, H2Error.PROTOCOL_ERROR);
        case ENABLE_PUSH -> require(value <= 1, H2Error.PROTOCOL_ERROR);
        default -> {
          // The others bound what is not sent here, or are not known.
        }
      }
    }
    return window;
  }

  private static void require(boolean right, H2Error otherwise) {
    if (!right) {
      throw Http2Error.ofConnection(otherwise);
    }
  }
}
