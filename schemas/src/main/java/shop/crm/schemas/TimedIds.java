package shop.crm.schemas;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** Ids for customers that come without one: UUIDs of version 7, RFC 9562 §5.7, sorted by time. */
public final class TimedIds {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long WITHOUT_VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;

  private TimedIds() {}

  public static String next(Clock clock) {
    return at(clock.millis());
  }

  public static String at(long millis) {
    long random = RANDOM.nextLong();
    long high = (millis << 16) | VERSION_7 | (random & 0xFFF);
    long low = VARIANT | (RANDOM.nextLong() & WITHOUT_VARIANT);
    return new UUID(high, low).toString();
  }
}
