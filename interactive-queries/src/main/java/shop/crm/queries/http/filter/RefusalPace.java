package shop.crm.queries.http.filter;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * When refusals of one caller go out: evenly, and only a part as many in a second as requests are
 * taken of it. Safe for use by many threads.
 */
final class RefusalPace {

  /** How many requests are taken for each that is refused. */
  private static final int TAKEN_FOR_REFUSED = 5;

  /** Who may ask little is still told so, some times a second. */
  private static final long LEAST_A_SECOND = 20;

  /** Clients give up who wait for longer. */
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

  private final long apart;
  private final LongSupplier nanoTime;
  private final AtomicLong last;

  /**
   * Nobody has been refused.
   *
   * @param perSecond how many requests are taken in a second
   * @param nanoTime the time, as {@link System#nanoTime} tells it
   */
  RefusalPace(long perSecond, LongSupplier nanoTime) {
    this.apart =
        TimeUnit.SECONDS.toNanos(1) / Math.max(LEAST_A_SECOND, perSecond / TAKEN_FOR_REFUSED);
    this.nanoTime = nanoTime;
    this.last = new AtomicLong(nanoTime.getAsLong() - apart);
  }

  /** Takes the next turn: for how many nanoseconds that refusal is held back. */
  long next() {
    long now = nanoTime.getAsLong();
    long turn = last.updateAndGet(before -> now + Math.clamp(before + apart - now, 0, LONGEST));
    return turn - now;
  }
}
