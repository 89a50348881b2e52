package shop.crm.topology.domain.clv;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Optional;
import shop.crm.schemas.state.Micros;
import shop.crm.schemas.state.Purchases;

/**
 * The counting orders of a customer as models see them: by days of the tenant's calendar. Several
 * orders of one day are one purchase.
 *
 * @param repeats how many days with orders there are after the first
 * @param firstEpochDay the first of them, in days since 1970
 * @param lastEpochDay the last of them
 * @param repeatSpendMinor what the orders of all days after the first come to, in hundredths
 */
public record PurchaseDays(
    int repeats, int firstEpochDay, int lastEpochDay, long repeatSpendMinor) {

  private static final long MICROS_OF_DAY = 86_400_000_000L;
  private static final long MICROS_OF_SECOND = 1_000_000L;

  /** Those of a calendar of orders; none where no order counts. */
  public static Optional<PurchaseDays> of(Purchases purchases, ZoneId zone) {
    int count = purchases.count();
    if (count == 0) {
      return Optional.empty();
    }
    ZoneRules rules = zone.getRules();
    int first = epochDay(purchases.epochMicros(0), rules);
    int last = first;
    int repeats = 0;
    long spend = 0;
    for (int i = 1; i < count; i++) {
      int day = epochDay(purchases.epochMicros(i), rules);
      if (day > last) {
        last = day;
        repeats++;
      }
      // Where clocks are set back over midnight a day comes twice; it still is one.
      spend += last > first ? purchases.net(i).minor() : 0;
    }
    return Optional.of(new PurchaseDays(repeats, first, last, spend));
  }

  private static int epochDay(long epochMicros, ZoneRules rules) {
    long offset =
        rules.isFixedOffset()
            ? rules.getOffset(Instant.EPOCH).getTotalSeconds()
            : rules.getOffset(Micros.toInstant(epochMicros)).getTotalSeconds();
    return Math.toIntExact(Math.floorDiv(epochMicros + offset * MICROS_OF_SECOND, MICROS_OF_DAY));
  }

  /** The day of a calendar that it is at a moment, in days since 1970. */
  public static int epochDay(Instant moment, ZoneId zone) {
    return Math.toIntExact(LocalDate.ofInstant(moment, zone).toEpochDay());
  }

  /** What is known on a day: orders that are dated later have been made by then, too. */
  public History at(int todayEpochDay) {
    return History.of(repeats, firstEpochDay, lastEpochDay, todayEpochDay);
  }
}
