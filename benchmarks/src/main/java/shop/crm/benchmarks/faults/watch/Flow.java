package shop.crm.benchmarks.faults.watch;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The way of something from where it is sent to where it can be read: whether it comes in time.
 * Safe for use by many threads.
 */
public final class Flow {

  /** What takes longer has stood still: some twenty times what it takes on an idle machine. */
  private static final Duration LATE = Duration.ofSeconds(2);

  private final Map<String, Long> onTheirWay = new HashMap<>();
  private final Set<String> early = new HashSet<>();
  private OptionalLong lastLateNanos = OptionalLong.empty();

  /** Nothing is on its way. */
  public Flow() {}

  /** Notes that something is safe where it was sent. */
  public synchronized void sent(String id) {
    if (!early.remove(id)) {
      onTheirWay.put(id, System.nanoTime());
    }
  }

  /** Notes that it can be read. */
  synchronized void arrived(String id) {
    Long sent = onTheirWay.remove(id);
    long now = System.nanoTime();
    if (sent == null) {
      early.add(id);
    } else if (now - sent > LATE.toNanos()) {
      lastLateNanos = OptionalLong.of(now);
    }
  }

  /** From a moment until things came in time again; zero if they always did. */
  public synchronized Duration untilFlowing(long sinceNanos) {
    if (isLate()) {
      return Duration.ofNanos(System.nanoTime() - sinceNanos);
    }
    return Duration.ofNanos(Math.max(0, lastLateNanos.orElse(sinceNanos) - sinceNanos));
  }

  /** Whether something is overdue. */
  public synchronized boolean isLate() {
    long oldest = onTheirWay.values().stream().mapToLong(Long::longValue).min().orElse(now());
    return now() - oldest > LATE.toNanos();
  }

  /** How many are on their way. */
  public synchronized int size() {
    return onTheirWay.size();
  }

  private static long now() {
    return System.nanoTime();
  }
}
