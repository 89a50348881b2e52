package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.purchase.Purchases;

class PurchaseDaysTest {

  private static final List<ZoneId> ZONES =
      List.of(
          ZoneOffset.UTC,
          ZoneOffset.ofHours(-11),
          ZoneId.of("Europe/Kyiv"),
          ZoneId.of("America/Havana"),
          ZoneId.of("Pacific/Auckland"));

  private static Purchases purchases(String... times) {
    Purchases purchases = Purchases.NONE;
    for (String time : times) {
      purchases = purchases.with(Instant.parse(time), new Money(500));
    }
    return purchases;
  }

  private static int day(String date) {
    return (int) LocalDate.parse(date).toEpochDay();
  }

  @Test
  void orders_of_one_day_of_the_tenants_calendar_are_one_purchase() {
    Purchases late = purchases("2026-03-01T21:30:00Z", "2026-03-01T22:30:00Z");

    assertEquals(
        Optional.of(new PurchaseDays(0, day("2026-03-01"), day("2026-03-01"), 0)),
        PurchaseDays.of(late, ZoneOffset.UTC));
    assertEquals(
        Optional.of(new PurchaseDays(1, day("2026-03-01"), day("2026-03-02"), 500)),
        PurchaseDays.of(late, ZoneId.of("Europe/Kyiv")));
  }

  @Test
  void who_has_no_order_that_counts_has_none() {
    assertEquals(Optional.empty(), PurchaseDays.of(Purchases.NONE, ZoneOffset.UTC));
  }

  @Test
  void a_history_grows_by_the_day_and_an_order_dated_tomorrow_is_made() {
    PurchaseDays days =
        PurchaseDays.of(purchases("2026-03-01T10:00:00Z", "2026-03-04T10:00:00Z"), ZoneOffset.UTC)
            .orElseThrow();

    assertEquals(new History(1, 3, 9), days.at(day("2026-03-10")));
    assertEquals(new History(1, 3, 3), days.at(day("2026-03-03")));
  }

  @Test
  void a_day_begins_at_the_midnight_of_its_zone_or_when_clocks_have_passed_it() {
    Predictions kyiv = new Predictions(ZoneId.of("Europe/Kyiv"), Optional.empty());
    Predictions havana = new Predictions(ZoneId.of("America/Havana"), Optional.empty());

    assertEquals(
        micros("2026-03-28T22:00:00Z"), kyiv.startOf(day("2026-03-29")), "the day of 23 hours");
    assertEquals(micros("2026-03-29T21:00:00Z"), kyiv.startOf(day("2026-03-30")));
    assertEquals(
        micros("2026-03-08T05:00:00Z"), havana.startOf(day("2026-03-08")), "there is no midnight");
  }

  private static long micros(String time) {
    return Instant.parse(time).getEpochSecond() * 1_000_000;
  }

  @Property(tries = 2_000)
  void they_are_what_a_calendar_says(@ForAll Random random) {
    ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
    Instant start = Instant.parse("2025-01-01T00:00:00Z");
    Purchases purchases = Purchases.NONE;
    TreeMap<LocalDate, Long> perDay = new TreeMap<>();
    for (int i = random.nextInt(1, 12); i > 0; i--) {
      Instant at = start.plus(Duration.ofMinutes(random.nextLong(60 * 24 * 400)));
      long net = random.nextLong(1_000);
      purchases = purchases.with(at, new Money(net));
      perDay.merge(LocalDate.ofInstant(at, zone), net, Long::sum);
    }

    assertEquals(
        Optional.of(
            new PurchaseDays(
                perDay.size() - 1,
                (int) perDay.firstKey().toEpochDay(),
                (int) perDay.lastKey().toEpochDay(),
                perDay.tailMap(perDay.firstKey(), false).values().stream()
                    .mapToLong(net -> net)
                    .sum())),
        PurchaseDays.of(purchases, zone));
  }
}
