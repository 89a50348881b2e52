package shop.crm.queries.connection.http2;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hc.core5.http2.H2Error;

/** Frames, one behind the other, however the bytes are cut. */
public final class FrameReader {

  /** Null where nothing more comes. */
  private final Supplier<byte[]> source;

  private byte[] came;
  private int at;

  /**
   * Reads on.
   *
   * @param first what has come already
   * @param source what comes then; null where nothing more does
   */
  public FrameReader(byte[] first, Supplier<byte[]> source) {
    this.came = first;
    this.source = source;
  }

  /** Whether a frame has begun to come. */
  public boolean isInFrame() {
    return at < came.length;
  }

  /** Whether that is one with content. */
  public boolean isInData() {
    return came.length - at > 3 && came[at + 3] == Frame.DATA;
  }

  /**
   * The next one; nothing where no more comes, and half a frame is none.
   *
   * @throws Http2Error where it is too long, before the rest of it is read
   */
  public Optional<Frame> next() {
    if (!await(Frame.HEAD)) {
      return Optional.empty();
    }
    ByteBuffer head = ByteBuffer.wrap(came, at, Frame.HEAD);
    int length = (head.getShort() & 0xFFFF) << 8 | head.get() & 0xFF;
    int type = head.get() & 0xFF;
    int flags = head.get() & 0xFF;
    int stream = head.getInt() & Integer.MAX_VALUE;
    if (length > Frame.MAX_PAYLOAD) {
      throw Http2Error.ofConnection(H2Error.FRAME_SIZE_ERROR);
    }
    if (!await(Frame.HEAD + length)) {
      return Optional.empty();
    }
    int from = at + Frame.HEAD;
    at = from + length;
    return Optional.of(new Frame(type, flags, stream, Arrays.copyOfRange(came, from, at)));
  }

  private boolean await(int bytes) {
    while (came.length - at < bytes) {
      byte[] more = source.get();
      if (more == null) {
        return false;
      }
      if (at == came.length) {
        came = more;
      } else {
        byte[] rest = Arrays.copyOfRange(came, at, came.length + more.length);
        System.arraycopy(more, 0, rest, came.length - at, more.length);
        came = rest;
      }
      at = 0;
    }
    return true;
  }
}
