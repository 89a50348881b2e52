package shop.crm.standalone.config;

import java.util.Set;

/**
 * What {@code /metrics} tells of what Kafka's clients measure. They measure some hundred things for
 * each thread, task, store and connection: most of a scrape, and of use to who looks for a fault.
 */
public enum KafkaMetrics {
  /** What an operator watches. */
  CHOSEN,
  /** Everything. */
  ALL;

  private static final String OF_KAFKA = "kafka.";

  /** Is it running, does it keep up, what does it wait for, how large is its state. */
  private static final Set<String> WATCHED =
      Set.of(
          "kafka.stream.alive.stream.threads",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.commit.latency.max",
          "kafka.stream.thread.commit.ratio",
          "kafka.stream.thread.poll.ratio",
          "kafka.stream.thread.process.latency.avg",
          "kafka.stream.thread.process.latency.max",
          "kafka.stream.thread.process.ratio",
          "kafka.stream.thread.process.total",
          "kafka.stream.thread.punctuate.latency.max",
          "kafka.stream.thread.punctuate.ratio",
          "kafka.stream.thread.task.closed.total",
          "kafka.stream.task.dropped.records.total",
          "kafka.stream.task.restore.remaining.records.total",
          "kafka.stream.state.block.cache.usage",
          "kafka.stream.state.estimate.num.keys",
          "kafka.stream.state.size.all.mem.tables",
          "kafka.stream.state.total.sst.files.size",
          "kafka.stream.state.updater.restore.records.rate",
          "kafka.consumer.coordinator.assigned.partitions",
          "kafka.consumer.coordinator.failed.rebalance.total",
          "kafka.consumer.coordinator.last.heartbeat.seconds.ago",
          "kafka.consumer.coordinator.rebalance.latency.max",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.consumer.fetch.manager.records.consumed.total",
          "kafka.consumer.fetch.manager.records.lag",
          "kafka.consumer.fetch.manager.records.lag.max",
          "kafka.producer.buffer.available.bytes",
          "kafka.producer.record.error.total",
          "kafka.producer.record.retry.total",
          "kafka.producer.record.send.total",
          "kafka.producer.request.latency.avg",
          "kafka.producer.request.latency.max");

  /** Whether a meter of that name, as the registry knows it, is told. */
  public boolean takes(String meter) {
    return this == ALL || !meter.startsWith(OF_KAFKA) || WATCHED.contains(meter);
  }
}
