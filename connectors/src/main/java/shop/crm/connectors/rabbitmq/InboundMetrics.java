package shop.crm.connectors.rabbitmq;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import shop.crm.connectors.DeadLetterCounters;
import shop.crm.schemas.model.fact.InboundType;

/** What the bridge counts: for all in the registry, and of its own for its status. */
final class InboundMetrics {

  private final LongAdder forwarded = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final Counter received;
  private final Counter reconnects;
  private final Map<InboundType, Counter> forwardedByType = new EnumMap<>(InboundType.class);
  private final DeadLetterCounters deadLetters;

  /**
   * Registers the meters.
   *
   * @param inFlight how many deliveries were taken and are not yet acknowledged by Kafka
   */
  InboundMetrics(MeterRegistry registry, LongSupplier inFlight) {
    received =
        Counter.builder("crm.bridge.received")
            .description("Messages that were taken from RabbitMQ")
            .register(registry);
    reconnects =
        Counter.builder("crm.bridge.reconnects")
            .description("Connections to RabbitMQ that were lost, or not to be had")
            .register(registry);
    for (InboundType type : InboundType.values()) {
      forwardedByType.put(
          type,
          Counter.builder("crm.bridge.forwarded")
              .description("Events that Kafka has acknowledged, by type")
              .tag("type", type.wire())
              .register(registry));
    }
    deadLetters = new DeadLetterCounters(registry, "rabbitmq");
    Gauge.builder("crm.bridge.in.flight", inFlight, LongSupplier::getAsLong)
        .description("Messages that were taken and that Kafka has not acknowledged yet")
        .strongReference(true)
        .register(registry);
  }

  /** So many deliveries were taken. */
  void received(int count) {
    received.increment(count);
  }

  /** A connection was lost or not to be had. */
  void reconnecting() {
    reconnects.increment();
  }

  /** Kafka has it. */
  void written(Translation translation) {
    switch (translation) {
      case Translation.Event event -> {
        forwarded.increment();
        forwardedByType.get(event.type()).increment();
      }
      case Translation.Dead dead -> {
        rejected.increment();
        deadLetters.count(dead.reason());
      }
    }
  }

  long forwarded() {
    return forwarded.sum();
  }

  long rejected() {
    return rejected.sum();
  }
}
