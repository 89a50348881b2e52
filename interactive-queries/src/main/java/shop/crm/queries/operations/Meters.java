package shop.crm.queries.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.PartitionProgress;
import shop.crm.topology.rules.RulesInForce;

/** Binds what the server itself can tell to a registry. */
public final class Meters implements AutoCloseable {

  private final Optional<JvmGcMetrics> garbage;

  private Meters(Optional<JvmGcMetrics> garbage) {
    this.garbage = garbage;
  }

  /** Binds the stream's meters, how far each partition is, and the JVM's if they are not there. */
  public static Meters bind(
      MeterRegistry registry, LiveState state, RulesInForce rules, Clock clock) {
    state.bindTo(registry);
    of(rules, registry);
    for (PartitionProgress progress : state.progress()) {
      int partition = progress.partition();
      Gauge.builder("crm.partition.lag", () -> lag(state, partition))
          .description("Published records that are not processed and committed")
          .tag("partition", String.valueOf(partition))
          .register(registry);
      Gauge.builder("crm.partition.as.of.age", () -> age(state, partition, clock))
          .description("How long ago the state of the partition was complete")
          .baseUnit("seconds")
          .tag("partition", String.valueOf(partition))
          .register(registry);
    }
    if (registry.find("jvm.memory.used").meter() != null) {
      return new Meters(Optional.empty());
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    JvmGcMetrics garbage = new JvmGcMetrics();
    garbage.bindTo(registry);
    return new Meters(Optional.of(garbage));
  }

  private static void of(RulesInForce rules, MeterRegistry registry) {
    Gauge.builder("crm.rules.version", rules, it -> it.version().number())
        .description("The version of the rules that this instance follows")
        .register(registry);
    Gauge.builder("crm.rules.own", rules, it -> it.isOwn() ? 1 : 0)
        .description("1 where the rules in force are those that this instance is configured with")
        .register(registry);
  }

  private static double lag(LiveState state, int partition) {
    var lag = state.progress().get(partition).lag();
    return lag.isPresent() ? lag.getAsLong() : Double.NaN;
  }

  private static double age(LiveState state, int partition, Clock clock) {
    return Duration.between(state.progress().get(partition).asOf(), clock.instant()).toMillis()
        / 1e3;
  }

  @Override
  public void close() {
    garbage.ifPresent(JvmGcMetrics::close);
  }
}
