package shop.crm.topology.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import shop.crm.schemas.model.Micros;

/**
 * Days and months as they are counted in a time zone. Months are numbered from January 1970. A
 * month begins once, with the first instant of its first day: where clocks are set back over that
 * midnight, the hour that comes twice is of the month that has begun.
 */
public final class TenantCalendar {

  private static final YearMonth FIRST = YearMonth.of(1970, 1);
  private static final int TABLED = 12 * 130;

  /** A month of 365.2425 / 12 days, in microseconds: no month's start is far from a multiple. */
  private static final long MEAN_MONTH = 2_629_746_000_000L;

  private final ZoneId zone;
  private final long[] starts = new long[TABLED + 1];

  /** The calendar of a time zone; takes about a millisecond to make. */
  public TenantCalendar(ZoneId zone) {
    this.zone = zone;
    for (int month = 0; month <= TABLED; month++) {
      starts[month] = computedStart(month);
    }
  }

  /** The time zone. */
  public ZoneId zone() {
    return zone;
  }

  /** The number of the month that an instant is in, given in microseconds since 1970. */
  public int month(long epochMicros) {
    if (epochMicros < starts[0] || epochMicros >= starts[TABLED]) {
      return computedMonth(epochMicros);
    }
    int month = Math.clamp(epochMicros / MEAN_MONTH, 0, TABLED - 1);
    while (epochMicros < starts[month]) {
      month--;
    }
    while (epochMicros >= starts[month + 1]) {
      month++;
    }
    return month;
  }

  /** When a month begins, in microseconds since 1970. */
  public long start(int month) {
    return month >= 0 && month <= TABLED ? starts[month] : computedStart(month);
  }

  private int computedMonth(long epochMicros) {
    Instant instant = Micros.toInstant(epochMicros);
    int month = number(YearMonth.from(instant.atZone(zone)));
    return epochMicros >= computedStart(month + 1) ? month + 1 : month;
  }

  private long computedStart(int month) {
    return Micros.of(yearMonth(month).atDay(1).atStartOfDay(zone).toInstant());
  }

  /** The day that an instant is in, in days since 1970. */
  public int day(Instant instant) {
    return Math.toIntExact(LocalDate.ofInstant(instant, zone).toEpochDay());
  }

  /** The number of a month. */
  public static int number(YearMonth month) {
    return (month.getYear() - FIRST.getYear()) * 12 + month.getMonthValue() - 1;
  }

  /** The month of a number. */
  public static YearMonth yearMonth(int month) {
    return FIRST.plusMonths(month);
  }
}
