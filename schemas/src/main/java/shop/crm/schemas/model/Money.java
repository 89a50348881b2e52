package shop.crm.schemas.model;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount in the tenant's currency with two decimal places.
 *
 * @param minor the amount in hundredths of the currency's unit
 */
public record Money(long minor) implements Comparable<Money> {

  /** No money at all. */
  public static final Money ZERO = new Money(0);

  /** The greatest amount that is accepted in one event: far above any order, far below overflow. */
  public static final Money MAX_ACCEPTED = new Money(9_999_999_999_999L);

  private static final int MAX_DIGITS = 17;
  private static final int MAX_INTEGER_DIGITS = 11;

  /**
   * The amount that a plain decimal text stands for: {@code 1234}, {@code 1234.5}, {@code 1234.50}.
   *
   * @throws NumberFormatException if it is not one (no sign, no exponent), has more than two places
   *     or is above {@link #MAX_ACCEPTED}
   */
  public static Money parse(String text) {
    int length = text.length();
    int dot = text.indexOf('.');
    int places = dot < 0 ? 0 : length - dot - 1;
    if (length == 0 || dot == 0 || dot == length - 1) {
      throw new NumberFormatException("not a decimal");
    }
    if (places > 2) {
      throw new NumberFormatException("more than 2 decimal places");
    }
    if ((dot < 0 ? length : dot) > MAX_INTEGER_DIGITS) {
      throw new NumberFormatException("above " + MAX_ACCEPTED);
    }
    long minor = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (i != dot) {
        if (c < '0' || c > '9') {
          throw new NumberFormatException("not a decimal");
        }
        minor = minor * 10 + (c - '0');
      }
    }
    return new Money(places == 0 ? minor * 100 : places == 1 ? minor * 10 : minor);
  }

  /**
   * The amount of a number, whatever its sign and size.
   *
   * @throws ArithmeticException if it has more than two places or does not fit
   */
  public static Money of(BigDecimal value) {
    if (value.signum() == 0) {
      return ZERO;
    }
    // Before anything is written out: 1e2147483647 and 1e-2147483647 are numbers too.
    BigDecimal shortest = value.scale() > 2 ? value.stripTrailingZeros() : value;
    if (shortest.scale() > 2) {
      throw new ArithmeticException("more than 2 decimal places");
    }
    if ((long) shortest.precision() - shortest.scale() > MAX_DIGITS) {
      throw new ArithmeticException("beyond any amount");
    }
    return new Money(shortest.setScale(2).unscaledValue().longValueExact());
  }

  /**
   * This amount, where it may stand in an event.
   *
   * @throws NumberFormatException if it is negative or above {@link #MAX_ACCEPTED}
   */
  public Money accepted() {
    if (minor < 0 || minor > MAX_ACCEPTED.minor) {
      throw new NumberFormatException("not from 0 to " + MAX_ACCEPTED);
    }
    return this;
  }

  /** This and {@code other} together. */
  public Money plus(Money other) {
    return new Money(Math.addExact(minor, other.minor));
  }

  /** This less {@code other}, but never below zero. */
  public Money minusToZero(Money other) {
    return new Money(Math.max(0, Math.subtractExact(minor, other.minor)));
  }

  /** This amount divided by {@code count}, rounded half-up; zero where {@code count} is zero. */
  public Money dividedBy(long count) {
    if (count == 0) {
      return ZERO;
    }
    return new Money(
        BigDecimal.valueOf(minor)
            .divide(BigDecimal.valueOf(count), 0, RoundingMode.HALF_UP)
            .longValueExact());
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(minor, other.minor);
  }

  /** The amount as in JSON: {@code 1234.50}. */
  @Override
  public String toString() {
    long units = minor / 100;
    int cents = (int) Math.abs(minor % 100);
    String sign = minor < 0 && units == 0 ? "-" : "";
    return sign + units + (cents < 10 ? ".0" : ".") + cents;
  }
}
