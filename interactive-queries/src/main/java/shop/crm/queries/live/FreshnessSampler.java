package shop.crm.queries.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares at short intervals where the input topics end with how far they are committed. */
final class FreshnessSampler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FreshnessSampler.class);
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private final InputOffsets offsets;
  private final Clock clock;
  private final List<CaughtUp> partitions;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("crm-freshness").factory());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sampled = lock.newCondition();
  private boolean failing;

  FreshnessSampler(InputOffsets offsets, Clock clock, int partitions) {
    this.offsets = offsets;
    this.clock = clock;
    this.partitions = IntStream.range(0, partitions).mapToObj(CaughtUp::new).toList();
  }

  void start() {
    thread.scheduleWithFixedDelay(this::sample, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes one sample; where Kafka does not answer, what was known stays. */
  void sample() {
    try {
      Instant at = clock.instant();
      Map<TopicPartition, Long> ends = offsets.ends();
      Map<TopicPartition, Long> committed = offsets.committed();
      partitions.forEach(partition -> partition.sampled(at, ends, committed));
      tellWhoWaits();
      if (failing) {
        LOG.info("Freshness is known again");
      }
      failing = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      if (!failing) {
        LOG.warn("Freshness is not known: Kafka does not tell offsets; trying again", e);
      }
      failing = true;
    }
  }

  private void tellWhoWaits() {
    lock.lock();
    try {
      sampled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until each of some partitions is complete up to a time.
   *
   * @return false where that takes longer than {@code atMost}
   */
  boolean await(Collection<Integer> some, Instant time, Duration atMost)
      throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!some.stream().allMatch(partition -> isComplete(partition, time))) {
        if (left <= 0) {
          return false;
        }
        left = sampled.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isComplete(int partition, Instant time) {
    return asOf(partition).filter(asOf -> !asOf.isBefore(time)).isPresent();
  }

  /** Complete up to when; empty where that partition has not caught up yet. */
  Optional<Instant> asOf(int partition) {
    return partitions.get(partition).asOf();
  }

  /** Complete up to when, of every partition that has caught up. */
  Map<Integer, Instant> all() {
    Map<Integer, Instant> all = new HashMap<>();
    for (int partition = 0; partition < partitions.size(); partition++) {
      int number = partition;
      asOf(partition).ifPresent(time -> all.put(number, time));
    }
    return all;
  }

  /** Records of that partition that are not committed; empty while unknown. */
  OptionalLong lag(int partition) {
    return partitions.get(partition).lag();
  }

  /** Whether every partition has once caught up with what was published before a sample. */
  boolean caughtUp() {
    return partitions.stream().allMatch(partition -> partition.asOf().isPresent());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
