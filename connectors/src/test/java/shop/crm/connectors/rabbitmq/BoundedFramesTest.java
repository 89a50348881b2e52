package shop.crm.connectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Topics;

class BoundedFramesTest {

  private static final int CHANNEL = 1;
  private static final int FRAME = 64 << 10;

  private final Queue<Frame> sent = new ArrayDeque<>();
  private final Inflow inflow = new Inflow(2000);
  private final BoundedFrames frames = new BoundedFrames(wire(), inflow);

  @Test
  void a_body_beyond_the_bound_is_cut_and_its_size_is_known() throws Exception {
    long size = 3L * Topics.MAX_DEAD_LETTER_BYTES;
    deliver(7, new BasicProperties(), size);
    deliver(8, new BasicProperties(), 5);

    assertEquals(AMQP.FRAME_METHOD, frames.readFrame().getType());
    assertEquals(Topics.MAX_DEAD_LETTER_BYTES, header(frames.readFrame()).getBodySize());
    assertEquals(Topics.MAX_DEAD_LETTER_BYTES, bodyBytes());
    assertEquals(5, header(frames.readFrame()).getBodySize());
    assertArrayEquals(new byte[5], frames.readFrame().getPayload());
    assertEquals(OptionalLong.of(size), inflow.sizeBeforeCut(7));
    assertEquals(OptionalLong.empty(), inflow.sizeBeforeCut(8));
  }

  @Test
  void nothing_more_is_read_while_what_was_read_fills_memory() throws Exception {
    int messages = 100;
    for (int tag = 1; tag <= messages; tag++) {
      deliver(tag, new BasicProperties(), Topics.MAX_DEAD_LETTER_BYTES);
    }
    AtomicInteger read = new AtomicInteger();
    Thread reader = Thread.ofPlatform().start(() -> readAll(read));

    int fit = Inflow.MAX_BYTES / Topics.MAX_DEAD_LETTER_BYTES - 1;
    for (int settled = 0; settled < messages; settled++) {
      await(reader, read, Math.min(messages, settled + fit));
      inflow.settle(settled + 1);
    }
    reader.join();
  }

  @Test
  void once_nobody_takes_deliveries_they_are_read_without_their_bodies() throws Exception {
    inflow.end();
    for (int tag = 1; tag <= 100; tag++) {
      deliver(tag, new BasicProperties(), Topics.MAX_DEAD_LETTER_BYTES);
    }
    AtomicInteger read = new AtomicInteger();
    readAll(read);
    assertEquals(100, read.get());
  }

  @Test
  void a_timestamp_beyond_the_calendar_does_not_come_out_as_another_time() throws Exception {
    BasicProperties all =
        new BasicProperties.Builder()
            .contentType("a")
            .contentEncoding("b")
            .headers(Map.of("c", "d"))
            .deliveryMode(2)
            .priority(1)
            .correlationId("e")
            .replyTo("f")
            .expiration("g")
            .messageId("h")
            .timestamp(new Date(0))
            .build();
    BasicProperties alone = new BasicProperties.Builder().timestamp(new Date(0)).build();

    for (BasicProperties properties : new BasicProperties[] {all, alone}) {
      assertEquals(Instant.parse("2026-01-01T00:00:00Z"), read(properties, 1_767_225_600L));
      assertEquals(Instant.ofEpochSecond(253_402_300_800_000L), read(properties, 1L << 62));
      assertEquals(Instant.ofEpochSecond(253_402_300_800_000L), read(properties, Long.MAX_VALUE));
      assertEquals(Instant.EPOCH.minusSeconds(1), read(properties, Long.MIN_VALUE));
    }
  }

  /** The time that the client makes of so many seconds. */
  private Instant read(BasicProperties properties, long seconds) throws IOException {
    sent.clear();
    deliver(1, properties, 0);
    ByteBuffer payload =
        ByteBuffer.wrap(sent.stream().skip(1).findFirst().orElseThrow().getPayload());
    payload.putLong(payload.capacity() - Long.BYTES, seconds);
    frames.readFrame();
    BasicProperties read = (BasicProperties) header(frames.readFrame());
    assertEquals(properties.getMessageId(), read.getMessageId());
    return read.getTimestamp().toInstant();
  }

  private void deliver(long tag, BasicProperties properties, long size) throws IOException {
    byte[] method =
        ByteBuffer.allocate(14)
            .putShort((short) 60)
            .putShort((short) 60)
            .put((byte) 1)
            .put((byte) 'c')
            .putLong(tag)
            .array();
    sent.add(new Frame(AMQP.FRAME_METHOD, CHANNEL, method));
    sent.add(new Frame(AMQP.FRAME_HEADER, CHANNEL, properties.toFrame(CHANNEL, size).getPayload()));
    for (long left = size; left > 0; left -= FRAME) {
      sent.add(new Frame(AMQP.FRAME_BODY, CHANNEL, new byte[(int) Math.min(left, FRAME)]));
    }
  }

  private static AMQContentHeader header(Frame frame) throws IOException {
    return AMQImpl.readContentHeaderFrom(frame.getInputStream());
  }

  /** Bytes of the body frames up to the next method. */
  private long bodyBytes() throws IOException {
    long bytes = 0;
    Frame frame = frames.readFrame();
    while (frame.getType() == AMQP.FRAME_BODY) {
      bytes += frame.getPayload().length;
      frame = frames.readFrame();
    }
    return bytes;
  }

  private void readAll(AtomicInteger messages) {
    try {
      while (true) {
        Frame frame = frames.readFrame();
        if (frame == null) {
          return;
        }
        if (frame.getType() == AMQP.FRAME_HEADER) {
          messages.incrementAndGet();
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until so many messages are read, and no more are while nothing else happens. */
  private static void await(Thread reader, AtomicInteger read, int messages) {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (read.get() < messages
        || (reader.getState() != Thread.State.WAITING && reader.isAlive())) {
      assertTrue(Instant.now().isBefore(deadline), "in vain; read " + read.get());
      Thread.onSpinWait();
    }
    assertEquals(messages, read.get());
  }

  /** Of the socket, only that frames come from it. */
  private FrameHandler wire() {
    return (FrameHandler)
        Proxy.newProxyInstance(
            FrameHandler.class.getClassLoader(),
            new Class<?>[] {FrameHandler.class},
            (_, method, _) -> {
              assertEquals("readFrame", method.getName());
              return sent.poll();
            });
  }
}
