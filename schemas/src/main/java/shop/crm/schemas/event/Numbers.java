package shop.crm.schemas.event;

import java.math.BigDecimal;
import java.time.Instant;
import shop.crm.schemas.model.EpochTime;

/** What numbers in JSON stand for, where they are neither money nor a quantity. */
final class Numbers {

  private static final int LONG_DIGITS = 19;
  private static final int MOST_PLACES = 1_000;

  private Numbers() {}

  /**
   * An integer, as {@code 3.0} is one too.
   *
   * @throws ArithmeticException if it is none of 64 bits
   */
  static long integer(String json) {
    return bounded(json).longValueExact();
  }

  /**
   * The time of so many seconds, or milliseconds, since 1970.
   *
   * @throws ArithmeticException if that is after the year 9999, or before 1970
   */
  static Instant epoch(String json) {
    return EpochTime.of(bounded(json));
  }

  /** Of 1e2147483647 nothing is computed: it does not fit the memory. */
  private static BigDecimal bounded(String json) {
    BigDecimal value = new BigDecimal(json);
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    if ((long) value.precision() - value.scale() > LONG_DIGITS || value.scale() > MOST_PLACES) {
      throw new ArithmeticException("out of range");
    }
    return value;
  }
}
