package shop.crm.topology.task;

import java.time.Duration;

/** How long one slice of work beside the stream may take. */
public final class TimeBudget {

  private static final Duration SLICE = Duration.ofMillis(20);
  private static final int CHECK_EVERY = 16;

  private final long endNanos;
  private int steps;

  /** What one tick has for one kind of work. */
  public TimeBudget() {
    this(SLICE);
  }

  /** So much, from now on. */
  public TimeBudget(Duration slice) {
    endNanos = System.nanoTime() + slice.toNanos();
  }

  /** Whether there is time for another step; looks at the clock now and then only. */
  public boolean remains() {
    return ++steps % CHECK_EVERY != 0 || System.nanoTime() < endNanos;
  }
}
