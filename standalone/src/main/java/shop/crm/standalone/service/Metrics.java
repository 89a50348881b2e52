package shop.crm.standalone.service;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import shop.crm.standalone.config.KafkaMetrics;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.task.TaskFailures;

/** What the process and its tasks tell about themselves. */
final class Metrics {

  private Metrics() {}

  /**
   * A registry that knows the process.
   *
   * @param kafka what it takes of what Kafka's clients measure
   */
  @SuppressWarnings("resource") // The collector's notifications end with the process.
  static PrometheusMeterRegistry registry(KafkaMetrics kafka) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(MeterFilter.deny(id -> !kafka.takes(id.getName())));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }

  /** Adds what fails in the tasks that run here. */
  private static void of(TaskFailures failures, MeterRegistry registry) {
    FunctionCounter.builder("crm.tasks.failed", failures, TaskFailures::tasksEnded)
        .description("How often a failure has ended a task, or a stream's thread")
        .register(registry);
    FunctionCounter.builder("crm.rows.left.out", failures, TaskFailures::rowsLeftOut)
        .description("Rows that no work is done for any more, since that failed twice")
        .register(registry);
    Gauge.builder("crm.tasks.failing", failures, it -> it.failing().size())
        .description("Tasks that fail again and again now")
        .register(registry);
  }

  /** Adds what the tasks that run here still have to do. */
  static void of(LiveTasks live, MeterRegistry registry) {
    of(live.failures(), registry);
    Gauge.builder("crm.erasures.under.way", live, LiveTasks::erasuresUnderWay)
        .description("Erased customers whose rows of orders and activities are still being deleted")
        .register(registry);
  }
}
