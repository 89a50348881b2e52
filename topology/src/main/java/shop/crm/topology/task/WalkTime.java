package shop.crm.topology.task;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of a stream thread's time the walks of all of its tasks may take together: little while
 * records come, so that the stream keeps its speed, and most of it while none do.
 */
public final class WalkTime {

  private static final Duration BESIDE_RECORDS = Duration.ofMillis(15);
  private static final Duration ALONE = Duration.ofMillis(80);
  private static final Duration LEAST = Duration.ofMillis(1);

  private static final ThreadLocal<WalkTime> OF_THREAD = ThreadLocal.withInitial(WalkTime::new);

  private long tickMillis = Long.MIN_VALUE;
  private Duration left = Duration.ZERO;
  private boolean recordsCame;

  /** The time of walks of a thread at whose first tick nothing is used up. */
  public WalkTime() {}

  /** The time of walks of the thread that asks: all its tasks share it. */
  public static WalkTime ofThisThread() {
    return OF_THREAD.get();
  }

  /** A record has come to one of the tasks. */
  public void recordCame() {
    recordsCame = true;
  }

  /** The time that is left for this tick; nothing where another task has used it up. */
  public Optional<TimeBudget> at(long nowMillis) {
    boolean nextTick = nowMillis < tickMillis || nowMillis - tickMillis >= Task.TICK.toMillis();
    if (tickMillis == Long.MIN_VALUE || nextTick) {
      tickMillis = nowMillis;
      left = recordsCame ? BESIDE_RECORDS : ALONE;
      recordsCame = false;
    }
    return left.compareTo(LEAST) < 0 ? Optional.empty() : Optional.of(new TimeBudget(left));
  }

  /** A slice took so long. */
  public void used(Duration time) {
    left = left.minus(time);
  }
}
