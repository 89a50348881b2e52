package shop.crm.queries.connection.http2;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hc.core5.http2.H2Error;

/**
 * The frames of the other end, each of them well formed: of the right length, on the connection or
 * a stream as its type wants it, without padding, and a head in one frame however many it came in.
 */
public final class Incoming {

  private final FrameReader frames;
  private final Calm calm;
  private final int mostOfHead;
  private boolean settled;

  /** A head that is not whole. */
  private Optional<Frame> headers = Optional.empty();

  /**
   * Reads on.
   *
   * @param first what has come behind the preface
   * @param source what comes then; null where nothing more does
   * @param calm pays for what brings nothing on
   * @param mostOfHead bytes of a head, compressed
   */
  public Incoming(byte[] first, Supplier<byte[]> source, Calm calm, int mostOfHead) {
    this.frames = new FrameReader(first, source);
    this.calm = calm;
    this.mostOfHead = mostOfHead;
  }

  /** Whether a frame has begun to come, or a head that is of several. */
  public boolean isUnfinished() {
    return frames.isInFrame() || headers.isPresent();
  }

  /** Whether that is content. */
  public boolean isInData() {
    return frames.isInData();
  }

  /**
   * The next one; nothing where no more comes.
   *
   * @throws Http2Error where it is none that may come
   */
  public Optional<Frame> next() {
    Optional<Frame> frame = frames.next();
    while (frame.isPresent()) {
      Optional<Frame> whole = whole(frame.get());
      if (whole.isPresent()) {
        return whole;
      }
      frame = frames.next();
    }
    return frame;
  }

  private static void require(boolean right, H2Error otherwise) {
    if (!right) {
      throw Http2Error.ofConnection(otherwise);
    }
  }

  /** Nothing, where more of it must come. */
  private Optional<Frame> whole(Frame frame) {
    boolean expected =
        settled
            ? headers.isPresent() == (frame.type() == Frame.CONTINUATION)
            : frame.type() == Frame.SETTINGS && !frame.has(Frame.ACK);
    require(expected, H2Error.PROTOCOL_ERROR);
    settled = true;
    checkStream(frame);
    checkLength(frame);
    return switch (frame.type()) {
      case Frame.DATA -> Optional.of(frame);
      case Frame.HEADERS -> {
        require(frame.stream() % 2 == 1, H2Error.PROTOCOL_ERROR);
        yield head(frame.with(frame.content()));
      }
      case Frame.CONTINUATION -> {
        Frame before = headers.orElseThrow();
        require(frame.stream() == before.stream(), H2Error.PROTOCOL_ERROR);
        calm.spend(Calm.FRAME);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(before.payload());
        both.writeBytes(frame.payload());
        int flags = before.flags() | frame.flags() & Frame.END_HEADERS;
        yield head(new Frame(Frame.HEADERS, flags, frame.stream(), both.toByteArray()));
      }
      case Frame.RST_STREAM -> Optional.of(frame);
      case Frame.PUSH_PROMISE -> throw Http2Error.ofConnection(H2Error.PROTOCOL_ERROR);
      default -> {
        calm.spend(Calm.FRAME);
        yield Optional.of(frame);
      }
    };
  }

  private Optional<Frame> head(Frame soFar) {
    require(soFar.payload().length <= mostOfHead, H2Error.ENHANCE_YOUR_CALM);
    boolean whole = soFar.has(Frame.END_HEADERS);
    headers = whole ? Optional.empty() : Optional.of(soFar);
    return whole ? Optional.of(soFar) : Optional.empty();
  }

  private static void checkStream(Frame frame) {
    boolean onConnection = frame.stream() == Frame.CONNECTION;
    boolean right =
        switch (frame.type()) {
          case Frame.SETTINGS, Frame.PING, Frame.GOAWAY -> onConnection;
          case Frame.DATA, Frame.HEADERS, Frame.PRIORITY, Frame.RST_STREAM, Frame.CONTINUATION ->
              !onConnection;
          default -> true;
        };
    require(right, H2Error.PROTOCOL_ERROR);
  }

  private static void checkLength(Frame frame) {
    int length = frame.payload().length;
    boolean right =
        switch (frame.type()) {
          case Frame.PRIORITY -> length == 5;
          case Frame.RST_STREAM, Frame.WINDOW_UPDATE -> length == 4;
          case Frame.SETTINGS -> frame.has(Frame.ACK) ? length == 0 : length % 6 == 0;
          case Frame.PING -> length == 8;
          case Frame.GOAWAY -> length >= 8;
          default -> true;
        };
    require(right, H2Error.FRAME_SIZE_ERROR);
  }
}
