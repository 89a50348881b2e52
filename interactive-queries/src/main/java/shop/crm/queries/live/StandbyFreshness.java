package shop.crm.queries.live;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Stores;

/**
 * Up to when the standbys here are complete: whenever one has all of its changelogs, it is as fresh
 * as its owner was when that was asked. What restores after a start is never taken for a standby
 * that has caught up.
 */
final class StandbyFreshness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StandbyFreshness.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final StreamsView streams;
  private final FreshnessSampler owners;
  private final Map<Integer, Instant> asOf = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("crm-standby-freshness").factory());

  StandbyFreshness(StreamsView streams, FreshnessSampler owners) {
    this.streams = streams;
    this.owners = owners;
  }

  void start() {
    thread.scheduleWithFixedDelay(
        this::sample, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes one sample; where Kafka does not answer, what was known stays. */
  void sample() {
    try {
      boolean anyStandby =
          streams.instances().stream().anyMatch(i -> !i.standbyStateStoreNames().isEmpty());
      if (!anyStandby) {
        asOf.clear();
        return;
      }
      Map<Integer, Instant> before = owners.all();
      Map<String, Map<Integer, Long>> lags = streams.lags();
      Map<Integer, Long> customers = lags.getOrDefault(Stores.CUSTOMERS, Map.of());
      Map<Integer, Long> history = lags.getOrDefault(Stores.HISTORY, Map.of());
      asOf.keySet().retainAll(customers.keySet());
      before.forEach(
          (partition, time) -> {
            if (isComplete(customers, partition) && isComplete(history, partition)) {
              asOf.put(partition, time);
            }
          });
    } catch (RuntimeException e) {
      // What was known stays true and only grows old.
      LOG.debug("How far standbys are is not known now", e);
    }
  }

  private static boolean isComplete(Map<Integer, Long> behind, int partition) {
    // One offset is the marker that ends the last transaction, which a copy never takes in, or a
    // record that was not committed yet: the copy lacks nothing that was committed.
    return behind.getOrDefault(partition, Long.MAX_VALUE) <= 1;
  }

  /** Up to when the copy of that partition is complete; empty where there is none that is. */
  Optional<Instant> asOf(int partition) {
    return Optional.ofNullable(asOf.get(partition));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
