package shop.crm.connectors;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling from 200 ms to 15 s, less up to a half at
 * random, so that instances do not come back all at once. For one thread.
 */
final class Backoff {

  private static final long FIRST_MILLIS = 200;
  private static final long LAST_MILLIS = 15_000;

  private final RandomGenerator random;
  private long nextMillis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The wait before the next attempt; the one after that is longer. */
  Duration next() {
    long millis = nextMillis / 2 + random.nextLong(nextMillis / 2 + 1);
    nextMillis = Math.min(LAST_MILLIS, nextMillis * 2);
    return Duration.ofMillis(millis);
  }

  /** It worked: the next wait is the shortest again. */
  void reset() {
    nextMillis = FIRST_MILLIS;
  }
}
