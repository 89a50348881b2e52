package shop.crm.queries.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.queries.live.StreamsView.Lag;
import shop.crm.schemas.StoreNames;
import shop.crm.topology.live.LiveTasks;

/**
 * Up to when the copies of state here are complete, those of standbys and those that are about to
 * become or have just been a task's own. It remembers where the changelogs ended at past samples,
 * and how fresh the owner was then: a copy that has got there is as fresh as that, and stays so
 * whatever becomes of the partition, until its rows are lost. What restores from nothing is never
 * taken for a copy.
 */
final class StandbyFreshness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StandbyFreshness.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Samples that a copy may be behind and still advance by each. */
  private static final int MAX_MARKS = 64;

  private final StreamsView streams;
  private final FreshnessSampler owners;
  private final LiveTasks live;
  private final Map<Integer, Copy> copies = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("crm-standby-freshness").factory());

  /** Where the changelogs ended when the owner was complete up to a moment. */
  private record Mark(Instant at, long customers, long history) {}

  /**
   * A copy as it was at the last sample.
   *
   * @param asOf up to when it is complete; empty where it has not got to any mark yet
   * @param customers how far it was in the changelog of customers
   * @param history and of their history
   * @param stops how often a task of that partition had ended here: one that fails takes its rows
   *     with it, so that the copy has to be looked at again
   * @param opened whether Kafka Streams had begun to read its changelogs
   */
  private record Copy(
      Optional<Instant> asOf, long customers, long history, long stops, boolean opened) {

    Copy closed() {
      return new Copy(asOf, customers, history, stops, false);
    }

    boolean isBehind(long customersThen, long historyThen) {
      return customers < customersThen || history < historyThen;
    }
  }

  /** Of the thread that samples alone. */
  private final Map<Integer, Deque<Mark>> marks = new HashMap<>();

  StandbyFreshness(StreamsView streams, FreshnessSampler owners, LiveTasks live) {
    this.streams = streams;
    this.owners = owners;
    this.live = live;
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
      if (!anyStandby && copies.isEmpty()) {
        return;
      }
      Map<Integer, Instant> before = owners.all();
      Map<Integer, Long> stops = new ConcurrentHashMap<>();
      before.keySet().forEach(partition -> stops.put(partition, live.stops(partition)));
      Map<String, Map<Integer, Lag>> lags = streams.lags();
      Map<Integer, Lag> customers = lags.getOrDefault(StoreNames.CUSTOMERS, Map.of());
      Map<Integer, Lag> history = lags.getOrDefault(StoreNames.HISTORY, Map.of());
      before.forEach(
          (partition, time) ->
              sampled(
                  partition,
                  time,
                  stops.get(partition),
                  customers.getOrDefault(partition, Lag.UNKNOWN),
                  history.getOrDefault(partition, Lag.UNKNOWN)));
    } catch (RuntimeException e) {
      // What was known stays true and only grows old.
      LOG.debug("How far standbys are is not known now", e);
    }
  }

  private void sampled(int partition, Instant time, long stops, Lag customers, Lag history) {
    Optional<Copy> before = Optional.ofNullable(copies.get(partition));
    if (!customers.isTold() || !history.isTold()) {
      // On its way from one task to another, not opened yet, or emptied: the next that tells how
      // far it is says which.
      before.ifPresent(copy -> copies.put(partition, copy.closed()));
      return;
    }
    Deque<Mark> ahead = marks.computeIfAbsent(partition, absent -> new ArrayDeque<>());
    Copy now = new Copy(Optional.empty(), customers.reached(), history.reached(), stops, true);
    Optional<Instant> asOf =
        before.filter(then -> !now.isBehind(then.customers(), then.history())).flatMap(Copy::asOf);
    if (ahead.size() < MAX_MARKS) {
      ahead.addLast(new Mark(time, customers.last(), history.last()));
    }
    while (!ahead.isEmpty()
        && !now.isBehind(ahead.getFirst().customers(), ahead.getFirst().history())) {
      asOf = Optional.of(ahead.removeFirst().at());
    }
    copies.put(partition, new Copy(asOf, now.customers(), now.history(), stops, true));
  }

  /** Up to when the copy of that partition is complete; empty where there is none that is. */
  Optional<Instant> asOf(int partition) {
    return Optional.ofNullable(copies.get(partition))
        .filter(copy -> copy.opened() && copy.stops() == live.stops(partition))
        .flatMap(Copy::asOf);
  }

  /** Whether there was a copy that is worth a wait: it may be on its way from task to task. */
  boolean isCopied(int partition) {
    return Optional.ofNullable(copies.get(partition)).flatMap(Copy::asOf).isPresent();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
