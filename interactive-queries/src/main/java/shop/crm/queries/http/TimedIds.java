package shop.crm.queries.http;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Ids for what is created without one: UUIDs of version 7 (RFC 9562 §5.7), which sort by the
 * millisecond in which they were made, and of one millisecond in no order.
 */
public final class TimedIds {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long WITHOUT_VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;

  private TimedIds() {}

  /** An id of the present millisecond. */
  public static String next(Clock clock) {
    return at(clock.millis());
  }

  /** An id of a millisecond since 1970; no two are the same. */
  public static String at(long millis) {
    long random = RANDOM.nextLong();
    long high = (millis << 16) | VERSION_7 | (random & 0xFFF);
    long low = VARIANT | (RANDOM.nextLong() & WITHOUT_VARIANT);
    return new UUID(high, low).toString();
  }
}
