package shop.crm.topology.domain;

import java.time.YearMonth;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How long the periods of cohorts are. Periods are numbered from the one that begins in 1970. */
public enum Granularity {
  MONTH(1),
  QUARTER(3);

  private final int months;
  private final String wire = name().toLowerCase(Locale.ROOT);

  Granularity(int months) {
    this.months = months;
  }

  /** The name on the wire. */
  public String wire() {
    return wire;
  }

  /** The granularity of that name, if there is one. */
  public static Optional<Granularity> named(String wire) {
    return Stream.of(values()).filter(one -> one.wire.equals(wire)).findFirst();
  }

  /** The number of the period that a month is in, see {@link TenantCalendar#month}. */
  public int period(int month) {
    return Math.floorDiv(month, months);
  }

  /** The number of the first month of a period. */
  public int firstMonth(int period) {
    return period * months;
  }

  /** What a period is called: {@code 2026-01}, {@code 2026-Q1}. */
  public String label(int period) {
    YearMonth first = TenantCalendar.yearMonth(firstMonth(period));
    return switch (this) {
      case MONTH -> first.toString();
      case QUARTER -> "%04d-Q%d".formatted(first.getYear(), first.getMonthValue() / 3 + 1);
    };
  }
}
