package shop.crm.schemas.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * Times as numbers since 1970, of which it is not told whether they count seconds or thousandths.
 */
public final class EpochTime {

  /** As seconds the year 5138; as milliseconds 3 March 1973, before there were shops to tell of. */
  private static final BigDecimal FIRST_MILLIS = new BigDecimal(100_000_000_000L);

  /** The end of the year 9999. */
  private static final BigDecimal LAST_MILLIS = new BigDecimal(253_402_300_799_999L);

  private EpochTime() {}

  /** Whether so many are milliseconds, since as seconds they would be thousands of years ahead. */
  public static boolean isMillis(long number) {
    return BigDecimal.valueOf(number).compareTo(FIRST_MILLIS) >= 0;
  }

  /**
   * The time of so many seconds, or milliseconds where they can only be that, to the microsecond.
   *
   * @throws ArithmeticException if it is before 1970 or after the year 9999
   */
  public static Instant of(BigDecimal number) {
    if (number.signum() < 0 || number.compareTo(LAST_MILLIS) > 0) {
      throw new ArithmeticException("not a time from 1970 to 9999");
    }
    int shift = number.compareTo(FIRST_MILLIS) >= 0 ? 3 : 6;
    long micros = number.movePointRight(shift).setScale(0, RoundingMode.FLOOR).longValueExact();
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }
}
