package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The frames of a connection, with bodies cut to what is kept. The client's own bound ends the
 * connection at a longer body, which then comes again for ever; and a client that puts no bound
 * holds in memory whatever is sent. For a connection on which one channel consumes and nothing is
 * fetched otherwise.
 */
final class BoundedFrames implements FrameHandler {

  private static final int DELIVER_CLASS = 60;
  private static final int DELIVER_METHOD = 60;

  /** Where the size of the body stands in a content header, and the flags of its properties. */
  private static final int BODY_SIZE = 4;

  private static final int FLAGS = 12;

  /** Properties of a message before its timestamp, from the highest flag down. */
  private static final String BEFORE_TIMESTAMP = "sstoossss";

  private static final int TIMESTAMP_FLAG = 1 << 6;

  /** The first millisecond after the year 9999. */
  private static final long AFTER_THE_LAST = 253_402_300_800_000L;

  private final FrameHandler wire;
  private final Inflow inflow;
  private long tag;
  private long wanted;

  BoundedFrames(FrameHandler wire, Inflow inflow) {
    this.wire = wire;
    this.inflow = inflow;
  }

  /** The next frame that the client is to see, waiting while there is no room for a message. */
  @Override
  public Frame readFrame() throws IOException {
    while (true) {
      Frame frame = wire.readFrame();
      // The client's way to say that nothing came in time.
      if (frame == null) {
        return frame;
      }
      switch (frame.getType()) {
        case AMQP.FRAME_METHOD -> noteDelivery(ByteBuffer.wrap(frame.getPayload()));
        case AMQP.FRAME_HEADER -> admit(ByteBuffer.wrap(frame.getPayload()));
        case AMQP.FRAME_BODY -> {
          Frame kept = kept(frame);
          if (kept.getPayload().length == 0) {
            continue;
          }
          return kept;
        }
        default -> {
          // Heartbeats.
        }
      }
      return frame;
    }
  }

  private void noteDelivery(ByteBuffer method) {
    if (method.getShort() == DELIVER_CLASS && method.getShort() == DELIVER_METHOD) {
      skipShortString(method);
      tag = method.getLong();
    }
  }

  /** Writes into the payload, which belongs to the frame. */
  private void admit(ByteBuffer header) throws IOException {
    wanted = inflow.admit(tag, header.getLong(BODY_SIZE), header.capacity());
    header.putLong(BODY_SIZE, wanted);
    boundTimestamp(header);
  }

  private Frame kept(Frame body) {
    byte[] payload = body.getPayload();
    int length = (int) Math.min(payload.length, wanted);
    wanted -= length;
    return length == payload.length
        ? body
        : new Frame(AMQP.FRAME_BODY, body.getChannel(), Arrays.copyOf(payload, length));
  }

  /**
   * The client makes milliseconds of the seconds and lets them overflow: 2^62 would be 1970. What
   * is beyond the calendar, as milliseconds too, becomes what is just behind it, or a second before
   * 1970, and is refused as such.
   */
  private static void boundTimestamp(ByteBuffer header) {
    int flags = header.getShort(FLAGS);
    if ((flags & TIMESTAMP_FLAG) == 0) {
      return;
    }
    header.position(FLAGS + Short.BYTES);
    int flag = 1 << 15;
    for (char kind : BEFORE_TIMESTAMP.toCharArray()) {
      if ((flags & flag) != 0) {
        skip(kind, header);
      }
      flag >>= 1;
    }
    long seconds = header.getLong(header.position());
    header.putLong(header.position(), Math.clamp(seconds, -1, AFTER_THE_LAST));
  }

  private static void skip(char kind, ByteBuffer header) {
    switch (kind) {
      case 's' -> skipShortString(header);
      case 't' -> {
        int length = header.getInt();
        header.position(header.position() + length);
      }
      default -> header.get();
    }
  }

  private static void skipShortString(ByteBuffer buffer) {
    int length = Byte.toUnsignedInt(buffer.get());
    buffer.position(buffer.position() + length);
  }

  @Override
  public boolean internalHearbeat() {
    return wire.internalHearbeat();
  }

  @Override
  public void setTimeout(int millis) throws SocketException {
    wire.setTimeout(millis);
  }

  @Override
  public int getTimeout() throws SocketException {
    return wire.getTimeout();
  }

  @Override
  public void sendHeader() throws IOException {
    wire.sendHeader();
  }

  /** The connection starts to read from itself, and so from these frames. */
  @Override
  public void initialize(AMQConnection connection) {
    wire.initialize(connection);
  }

  @Override
  public void startProcessing() {
    wire.startProcessing();
  }

  @Override
  public void finishConnectionNegotiation() {
    wire.finishConnectionNegotiation();
  }

  @Override
  public void setFrameMax(int bytes) {
    wire.setFrameMax(bytes);
  }

  @Override
  public void writeFrame(Frame frame) throws IOException {
    wire.writeFrame(frame);
  }

  @Override
  public void flush(WriteListener listener) throws IOException {
    wire.flush(listener);
  }

  @Override
  public void close() {
    inflow.end();
    wire.close();
  }

  @Override
  public InetAddress getLocalAddress() {
    return wire.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return wire.getLocalPort();
  }

  @Override
  public InetAddress getAddress() {
    return wire.getAddress();
  }

  @Override
  public int getPort() {
    return wire.getPort();
  }
}
