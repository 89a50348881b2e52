package shop.crm.queries.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.streams.KafkaStreams;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.task.TaskFailures.Failure;

/** How far the stream is in this process, and whether it can be read. */
final class StreamStatus {

  /** So many failures are told of: the metrics count all. */
  private static final int MAX_FAILURES = 20;

  private final StreamsView streams;
  private final Cluster cluster;
  private final LiveTasks live;
  private final FreshnessSampler freshness;
  private final int partitions;
  private volatile boolean hasBeenReady;

  StreamStatus(
      StreamsView streams,
      Cluster cluster,
      LiveTasks live,
      FreshnessSampler freshness,
      int partitions) {
    this.streams = streams;
    this.cluster = cluster;
    this.live = live;
    this.freshness = freshness;
    this.partitions = partitions;
  }

  /** Whether this instance has once caught up, and its stream still runs and does not fail. */
  boolean ready() {
    if (!hasBeenReady && streams.state() == KafkaStreams.State.RUNNING) {
      hasBeenReady =
          freshness.caughtUp()
              && cluster.covers(partitions)
              && live.partitions().containsAll(cluster.own());
    }
    return hasBeenReady && streams.state().isRunningOrRebalancing() && failing().isEmpty();
  }

  List<Failure> failing() {
    return live.failures().failing();
  }

  /** Up to when a partition is complete, wherever it is; 1970 where nothing is known. */
  Instant asOf(int partition) {
    return freshness
        .asOf(partition)
        .or(
            () ->
                live.task(partition)
                    .map(t -> Instant.ofEpochMilli(Math.max(0, t.processedUntil()))))
        .orElse(Instant.EPOCH);
  }

  /**
   * How fresh the state of a partition is that is owned here. What is known from before it was may
   * be less than the owner before has told, though the state is all there: then it is stale, until
   * the next look at Kafka.
   */
  Freshness ofOwner(int partition) {
    Instant known = asOf(partition);
    return new Freshness(known, live.since(partition).filter(known::isBefore).isPresent());
  }

  /** How far each partition is, in their order. */
  List<PartitionProgress> progress() {
    return IntStream.range(0, partitions)
        .mapToObj(
            partition ->
                new PartitionProgress(
                    partition,
                    live.task(partition).isPresent(),
                    freshness.lag(partition),
                    asOf(partition)))
        .toList();
  }

  /** Where everything runs. */
  ClusterStatus all() {
    return new ClusterStatus(
        streams.state().name(),
        cluster.instances(),
        progress(),
        cluster.restoring(),
        live.erasuresUnderWay(),
        bringing(),
        live.failures().newest(MAX_FAILURES));
  }

  private RulesProgress bringing() {
    return live.partitions().stream()
        .flatMap(partition -> live.task(partition).stream())
        .map(LiveTask::bringing)
        .reduce(RulesProgress.EMPTY, RulesProgress::plus);
  }

  void bindTo(MeterRegistry registry) {
    streams.meters().bindTo(registry);
    Gauge.builder("crm.customers.to.bring", () -> bringing().left())
        .description("Customers here who have still to be brought to other rules or thresholds")
        .register(registry);
  }
}
