package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import shop.crm.connectors.KafkaRefusals;

/**
 * One channel from its first delivery to its end. The thread that runs it owns the channel: the
 * client's threads only put deliveries into a queue, and Kafka's only settle them in the tracker.
 */
final class InboundSession {

  /** How many deliveries the broker hands out before it waits for acknowledgements. */
  static final int PREFETCH = 1000;

  private static final int BATCH = 128;
  private static final int ACK_EVERY = PREFETCH / 8;

  /** Room for more than the broker may hand out, in case it counts more generously. */
  static final int WINDOW = 2 * PREFETCH;

  private static final long WAIT_IN_FLIGHT_MILLIS = 2;
  private static final long WAIT_IDLE_MILLIS = 200;

  private final Channel channel;
  private final Inflow inflow;
  private final String queue;
  private final Translator translator;
  private final KafkaSink sink;
  private final InboundMetrics metrics;
  private final BlockingQueue<Delivery> deliveries = new ArrayBlockingQueue<>(WINDOW);
  private final AckTracker tracker = new AckTracker(WINDOW);

  /** What is to be sent of a delivery of which something else was sent before. */
  private final Queue<Next> next = new ConcurrentLinkedQueue<>();

  private final AtomicReference<Optional<SessionLost>> lost =
      new AtomicReference<>(Optional.empty());
  private volatile boolean sinkFailed;
  private volatile long taken;
  private volatile long settled;
  private volatile long lastProgressNanos = System.nanoTime();
  private long acknowledged;

  private record Next(Supplier<Translation> translation, Pending of) {}

  /** A delivery of which some records are not yet on Kafka. */
  private record Pending(long tag, AtomicInteger records) {}

  InboundSession(
      Channel channel,
      Inflow inflow,
      String queue,
      Translator translator,
      KafkaSink sink,
      InboundMetrics metrics) {
    this.channel = channel;
    this.inflow = inflow;
    this.queue = queue;
    this.translator = translator;
    this.sink = sink;
    this.metrics = metrics;
  }

  /**
   * Takes deliveries until told to stop; then waits for what is under way and acknowledges it.
   *
   * @throws SessionLost if the channel is gone or Kafka did not take a record
   * @throws IOException if the broker is away
   */
  void run(BooleanSupplier stopping) throws SessionLost, IOException, InterruptedException {
    channel.basicQos(PREFETCH);
    String tag = channel.basicConsume(queue, false, new Intake());
    List<Delivery> batch = new ArrayList<>(BATCH);
    while (!stopping.getAsBoolean()) {
      take(batch);
      for (Delivery delivery : batch) {
        forward(delivery);
      }
      sendNext();
      acknowledge(batch.isEmpty() ? 1 : ACK_EVERY);
      batch.clear();
    }
    // Before anything is asked of the broker: its answer stands behind all that it has sent.
    inflow.end();
    channel.basicCancel(tag);
    do {
      sink.flush();
    } while (sendNext());
    acknowledge(1);
  }

  /** Whether this ended because Kafka did not take a record: the producers are then spent. */
  boolean sinkFailed() {
    return sinkFailed;
  }

  /** How many deliveries were taken and are not yet settled. */
  long inFlight() {
    return taken - settled;
  }

  /** How long nothing was settled although something was in flight, in nanoseconds. */
  long stalledNanos() {
    return inFlight() == 0 ? 0 : System.nanoTime() - lastProgressNanos;
  }

  private void take(List<Delivery> batch) throws InterruptedException {
    long wait = taken > settled ? WAIT_IN_FLIGHT_MILLIS : WAIT_IDLE_MILLIS;
    Delivery first = deliveries.poll(wait, TimeUnit.MILLISECONDS);
    if (first != null) {
      if (taken == settled) {
        lastProgressNanos = System.nanoTime();
      }
      batch.add(first);
      deliveries.drainTo(batch, BATCH - 1);
      metrics.received(batch.size());
    }
  }

  private void forward(Delivery delivery) throws SessionLost {
    // Where Kafka is away, each send would wait for it as long as the one before.
    failIfLost();
    long tag = delivery.getEnvelope().getDeliveryTag();
    if (!tracker.hasRoomFor(tag)) {
      throw new SessionLost("the broker hands out more than the prefetch allows");
    }
    taken = tag;
    List<Translation> translations = translator.translate(delivery, inflow.sizeBeforeCut(tag));
    if (translations.isEmpty()) {
      settle(tag);
    }
    Pending pending = new Pending(tag, new AtomicInteger(translations.size()));
    for (Translation translation : translations) {
      send(translation, pending);
    }
  }

  private void send(Translation translation, Pending of) {
    sink.send(
        translation,
        (_, failure) -> {
          if (failure == null) {
            metrics.written(translation);
            written(translation, of);
          } else if (KafkaRefusals.isOfTheRecord(failure) && translation.canBeLess()) {
            next.add(new Next(() -> less(translation), of));
          } else {
            sinkFailed = true;
            end(new SessionLost("Kafka did not take a record", failure));
          }
        });
  }

  /** A delivery is settled once all of it is written. */
  private void written(Translation translation, Pending of) {
    if (translation instanceof Translation.Event event && event.leftOut().isPresent()) {
      next.add(new Next(event.leftOut()::get, of));
    } else if (of.records().decrementAndGet() == 0) {
      settle(of.tag());
    }
  }

  private void settle(long tag) {
    inflow.settle(tag);
    tracker.settle(tag);
  }

  private Translation less(Translation refused) {
    return switch (refused) {
      case Translation.Event event -> translator.tooLarge(event);
      case Translation.Dead dead -> dead.shortened();
    };
  }

  /** Sends what comes next; not from Kafka's own thread, which must not wait for room. */
  private boolean sendNext() throws SessionLost {
    boolean any = false;
    for (Next one = next.poll(); one != null; one = next.poll()) {
      failIfLost();
      any = true;
      send(one.translation().get(), one.of());
    }
    return any;
  }

  /** Acknowledges what is settled without a gap, if that is {@code atLeast} so many more. */
  private void acknowledge(int atLeast) throws IOException, SessionLost {
    failIfLost();
    long upTo = tracker.settledUpTo();
    if (upTo > settled) {
      settled = upTo;
      lastProgressNanos = System.nanoTime();
    }
    if (upTo - acknowledged >= atLeast) {
      channel.basicAck(upTo, true);
      acknowledged = upTo;
    }
  }

  private void failIfLost() throws SessionLost {
    Optional<SessionLost> end = lost.get();
    if (end.isPresent()) {
      throw end.get();
    }
  }

  private void end(SessionLost reason) {
    lost.compareAndSet(Optional.empty(), Optional.of(reason));
  }

  /** Runs on the client's threads. */
  private final class Intake extends DefaultConsumer {

    Intake() {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
      // Prefetch is half the room; where it is full all the same, the client closes the channel.
      deliveries.add(new Delivery(envelope, properties, body));
    }

    @Override
    public void handleCancel(String consumerTag) {
      end(new SessionLost("the broker cancelled the consumer: the queue is gone"));
    }

    @Override
    public void handleShutdownSignal(String consumerTag, ShutdownSignalException signal) {
      end(new SessionLost("the channel was closed", signal));
    }
  }
}
