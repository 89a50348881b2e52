package shop.crm.benchmarks.measure;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Medians;
import shop.crm.connectors.rabbitmq.InboundBridge;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.schemas.Headers;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.topology.settings.TopologySettings;

/**
 * Messages from a full RabbitMQ queue to Kafka, beside consumers that only acknowledge: one each
 * message, as consumers usually do, and one in batches, as the bridge does.
 */
public final class BridgeMeasurement {

  private static final double TARGET = 0.7;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int PREFETCH = 1_000;
  private static final int ACK_EVERY = PREFETCH / 8;
  private static final int CONFIRM_EVERY = 500;
  private static final String BRIDGE = "bridge";
  private static final String EACH = "bare consumer, each";
  private static final String BATCHED = "bare consumer, batches";

  private BridgeMeasurement() {}

  /**
   * Measures.
   *
   * @param messages how many lie in the queue before each run
   * @param rounds how often each is run; the medians count
   * @param watch hears what each round measured
   */
  public static List<Figure> run(int messages, int rounds, Consumer<String> watch)
      throws IOException, TimeoutException, InterruptedException {
    try (Workbench bench = Workbench.open();
        AmqpBroker broker = AmqpBroker.open(bench.directory().resolve("amqp"))) {
      RabbitSettings bridged = broker.queue("bridge");
      RabbitSettings each = broker.queue("each");
      RabbitSettings batched = broker.queue("batched");
      List<RabbitSettings> queues = List.of(bridged, each, batched);
      for (RabbitSettings queue : queues) {
        broker.declare(queue);
      }
      try {
        List<Candidate> candidates =
            List.of(
                new Candidate(BRIDGE, () -> bridge(bench, bridged, messages)),
                new Candidate(EACH, () -> acknowledge(broker, each, messages, 1)),
                new Candidate(BATCHED, () -> acknowledge(broker, batched, messages, ACK_EVERY)));
        Medians rates = new Medians();
        // The first round warms up.
        for (int round = 0; round <= rounds; round++) {
          preload(broker, bridged, messages, bench.configuration().topology().currency());
          // The first one after the filling has a broker that still tidies up.
          for (Candidate candidate : TurnTaking.rotated(candidates, round)) {
            double rate = candidate.run().rate();
            watch.accept("round %d: %s %,.0f/s".formatted(round, candidate.name(), rate));
            if (round > 0) {
              rates.add(candidate.name(), rate);
            }
          }
        }
        return figures(broker, rates);
      } finally {
        for (RabbitSettings queue : queues) {
          broker.delete(queue);
        }
      }
    }
  }

  private record Candidate(String name, Run run) {}

  private interface Run {
    double rate() throws IOException, TimeoutException, InterruptedException;
  }

  private static List<Figure> figures(AmqpBroker broker, Medians rates) {
    return List.of(
        Figure.of("bridge, on " + broker.name(), rates.of(BRIDGE), "messages/s"),
        Figure.of("bare consumer that acknowledges", rates.of(EACH), "messages/s"),
        Figure.of("bare consumer that acknowledges in batches", rates.of(BATCHED), "messages/s"),
        Figure.atLeast("bridge / bare consumer", rates.of(BRIDGE) / rates.of(EACH), TARGET),
        Figure.of("bridge / in batches", rates.of(BRIDGE) / rates.of(BATCHED), "x"));
  }

  /** All queues are bound to the exchange: one publish fills them. */
  private static void preload(
      AmqpBroker broker, RabbitSettings settings, int messages, String currency)
      throws IOException, TimeoutException, InterruptedException {
    List<OrderEvent> events = new ArrayList<>(messages);
    new OrderTraffic(0, messages, 100_000, Instant.now()).forEach(events::add);
    BasicProperties properties =
        new BasicProperties.Builder().contentType(Headers.CLOUDEVENTS_JSON).deliveryMode(2).build();
    try (Channel channel = broker.channel()) {
      channel.confirmSelect();
      int sent = 0;
      for (OrderEvent event : events) {
        channel.basicPublish(
            settings.exchange(),
            event.type().wire(),
            properties,
            EventWriter.write(event, currency));
        if (++sent % CONFIRM_EVERY == 0) {
          channel.waitForConfirmsOrDie();
        }
      }
      channel.waitForConfirmsOrDie();
    }
  }

  private static double bridge(Workbench bench, RabbitSettings settings, int messages)
      throws InterruptedException {
    TopologySettings topology = bench.configuration().topology();
    EventReader reader = new EventReader(topology.currency(), topology.defaultTenant());
    try (InboundBridge bridge =
        new InboundBridge(
            settings,
            bench.client(),
            reader,
            topology.currency(),
            Clock.systemUTC(),
            new SimpleMeterRegistry())) {
      bridge.start();
      long deadline = System.nanoTime() + LIMIT.toNanos();
      long startNanos = 0;
      long startForwarded = 0;
      while (System.nanoTime() < deadline) {
        long forwarded = bridge.status().handled();
        long now = System.nanoTime();
        if (startForwarded == 0 && forwarded > 0) {
          startNanos = now;
          startForwarded = forwarded;
        } else if (forwarded >= messages) {
          return (messages - startForwarded) * 1e9 / (now - startNanos);
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
      throw new IllegalStateException("the bridge did not get through: " + bridge.status());
    }
  }

  private static double acknowledge(
      AmqpBroker broker, RabbitSettings settings, int messages, int ackEvery)
      throws IOException, TimeoutException, InterruptedException {
    try (Channel channel = broker.channel()) {
      channel.basicQos(PREFETCH);
      Acknowledger consumer = new Acknowledger(channel, messages, ackEvery);
      channel.basicConsume(settings.queue(), false, consumer);
      if (!consumer.done.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the bare consumer did not get through");
      }
      return (messages - 1) * 1e9 / (consumer.endNanos - consumer.startNanos);
    }
  }

  /** Runs on the client's thread. */
  private static final class Acknowledger extends DefaultConsumer {

    private final int messages;
    private final int ackEvery;
    private final CountDownLatch done = new CountDownLatch(1);
    private long received;
    private volatile long startNanos;
    private volatile long endNanos;

    private Acknowledger(Channel channel, int messages, int ackEvery) {
      super(channel);
      this.messages = messages;
      this.ackEvery = ackEvery;
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) throws IOException {
      if (received++ == 0) {
        startNanos = System.nanoTime();
      }
      if (received % ackEvery == 0 || received == messages) {
        getChannel().basicAck(envelope.getDeliveryTag(), ackEvery > 1);
      }
      if (received == messages) {
        endNanos = System.nanoTime();
        done.countDown();
      }
    }
  }
}
