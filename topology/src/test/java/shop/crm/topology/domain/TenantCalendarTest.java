package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Micros;

class TenantCalendarTest {

  /** East, west and of UTC; with clocks set back at midnight, and with a day that never was. */
  private static final List<TenantCalendar> CALENDARS =
      Stream.of("UTC", "Europe/Kyiv", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu")
          .map(zone -> new TenantCalendar(ZoneId.of(zone)))
          .toList();

  @Property
  void an_instant_is_in_the_month_that_calendars_of_its_zone_show(
      @ForAll @IntRange(min = -36, max = 12 * 200) int month,
      @ForAll @IntRange(min = -40 * 24 * 3_600, max = 40 * 24 * 3_600) int seconds) {
    for (TenantCalendar calendar : CALENDARS) {
      Instant start =
          YearMonth.of(1970, 1)
              .plusMonths(month)
              .atDay(1)
              .atStartOfDay(calendar.zone())
              .toInstant();
      for (Instant at :
          List.of(
              start,
              start.minusNanos(1_000),
              start.plusSeconds(seconds / 24),
              start.plusSeconds(seconds))) {
        YearMonth shown = YearMonth.from(at.atZone(calendar.zone()));

        assertEquals(
            shown,
            TenantCalendar.yearMonth(calendar.month(Micros.of(at))),
            at + " " + calendar.zone());
      }
      assertEquals(Micros.of(start), calendar.start(month));
    }
  }

  @Test
  void an_hour_that_comes_twice_is_of_the_month_that_has_begun() {
    // At 00:01 on the first of November clocks went back to 23:01 of the last of October.
    TenantCalendar newfoundland = new TenantCalendar(ZoneId.of("America/St_Johns"));
    Instant midnight = Instant.parse("2009-11-01T02:30:00Z");

    List<YearMonth> months =
        Stream.of(midnight.minusSeconds(1), midnight, midnight.plus(Duration.ofMinutes(30)))
            .map(at -> TenantCalendar.yearMonth(newfoundland.month(Micros.of(at))))
            .toList();

    YearMonth november = YearMonth.of(2009, 11);
    assertEquals(List.of(YearMonth.of(2009, 10), november, november), months);
  }

  @Test
  void quarters_are_named_by_their_year() {
    int march = TenantCalendar.number(YearMonth.of(2026, 3));

    assertEquals("2026-03", Granularity.MONTH.label(march));
    assertEquals("2026-Q1", Granularity.QUARTER.label(Granularity.QUARTER.period(march)));
    assertEquals("2026-Q2", Granularity.QUARTER.label(Granularity.QUARTER.period(march + 1)));
    assertEquals("1969-Q4", Granularity.QUARTER.label(Granularity.QUARTER.period(-1)));
  }
}
