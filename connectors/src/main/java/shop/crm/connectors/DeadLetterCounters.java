package shop.crm.connectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import shop.crm.schemas.event.Rejection.Reason;

/**
 * Counts dead letters of one kind of source, by reason. Every reason is there from the start at
 * zero, so that the first of its kind is seen as an increase. Safe for use by many threads.
 */
public final class DeadLetterCounters {

  private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

  /**
   * Registers the counters, or takes those that are registered.
   *
   * @param source {@code rabbitmq}, {@code kafka} or {@code postgres}
   */
  public DeadLetterCounters(MeterRegistry registry, String source) {
    for (Reason reason : Reason.values()) {
      counters.put(
          reason,
          Counter.builder("crm.dead.letters")
              .description("Messages and records that were put aside, by reason and source")
              .tag("reason", reason.code())
              .tag("source", source)
              .register(registry));
    }
  }

  /** Counts a dead letter. */
  public void count(Reason reason) {
    counters.get(reason).increment();
  }
}
