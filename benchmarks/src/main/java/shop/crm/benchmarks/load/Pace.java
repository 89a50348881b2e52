package shop.crm.benchmarks.load;

import java.util.concurrent.TimeUnit;

/**
 * Times at which something is due, so many a second, whatever it waits for: who is late makes up
 * for it, and a stall shows in all that was due during it. Used by one thread.
 */
public final class Pace {

  private final long gapNanos;
  private long dueNanos;

  /** As many a second, from now on. */
  public Pace(int perSecond) {
    this(perSecond, 0);
  }

  /**
   * One of several that are due by turns.
   *
   * @param turn how much of the time between two it is behind the first of them, 0 to 1
   */
  public Pace(int perSecond, double turn) {
    gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    dueNanos = System.nanoTime() + (long) (turn * gapNanos);
  }

  /** Waits for the next time; which that was. */
  public long next() throws InterruptedException {
    dueNanos += gapNanos;
    long left = dueNanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
    return dueNanos;
  }

  /** Leaves out what was due while something took longer than can be made up for. */
  public void skip() {
    dueNanos = System.nanoTime();
  }
}
