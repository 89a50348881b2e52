package shop.crm.topology.domain.clv;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.purchase.Purchases;

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

  /** Those of a calendar of orders; none where no order counts. Takes a step for each day. */
  public static Optional<PurchaseDays> of(Purchases purchases, ZoneId zone) {
    if (purchases.count() == 0) {
      return Optional.empty();
    }
    int first = epochDay(purchases.epochMicros(0), zone);
    int ofFirst = purchases.placedBefore(startOf(first + 1, zone));
    int repeats = 0;
    int last = first;
    int next = ofFirst;
    while (next < purchases.count()) {
      last = epochDay(purchases.epochMicros(next), zone);
      repeats++;
      next = purchases.placedBefore(startOf(last + 1, zone));
    }
    return Optional.of(
        new PurchaseDays(
            repeats, first, last, purchases.spent().minor() - purchases.spentBefore(ofFirst)));
  }

  /**
   * What these become when the orders do that they are of: a step for each day that has changed.
   *
   * @param before the orders that these are of
   */
  public Optional<PurchaseDays> moved(Purchases before, Purchases after, ZoneId zone) {
    Optional<List<Long>> changed = after.changedSince(before);
    if (changed.isEmpty() || after.count() == 0) {
      return of(after, zone);
    }
    int days = 1 + repeats;
    int first = epochDay(after.epochMicros(0), zone);
    boolean firstDayStays = first == firstEpochDay;
    for (int day : changed.get().stream().mapToInt(at -> epochDay(at, zone)).distinct().toArray()) {
      days += (isBought(after, day, zone) ? 1 : 0) - (isBought(before, day, zone) ? 1 : 0);
      firstDayStays &= day != first;
    }
    int last = epochDay(after.epochMicros(after.count() - 1), zone);
    if (firstDayStays) {
      long more = after.spent().minor() - before.spent().minor();
      return Optional.of(new PurchaseDays(days - 1, first, last, repeatSpendMinor + more));
    }
    int ofFirst = after.placedBefore(startOf(first + 1, zone));
    return Optional.of(
        new PurchaseDays(
            days - 1, first, last, after.spent().minor() - after.spentBefore(ofFirst)));
  }

  private static boolean isBought(Purchases purchases, int day, ZoneId zone) {
    return purchases.anyPlaced(startOf(day, zone), startOf(day + 1, zone));
  }

  /** When a day begins, in microseconds since 1970. */
  static long startOf(int epochDay, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    return rules.isFixedOffset()
        ? epochDay * MICROS_OF_DAY - offset(Instant.EPOCH, rules)
        : Micros.of(LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant());
  }

  /** Where clocks are set back over midnight a day comes twice: it is the day that has begun. */
  private static int epochDay(long epochMicros, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    Instant moment = rules.isFixedOffset() ? Instant.EPOCH : Micros.toInstant(epochMicros);
    int day = Math.toIntExact(Math.floorDiv(epochMicros + offset(moment, rules), MICROS_OF_DAY));
    return rules.isFixedOffset() || epochMicros < startOf(day + 1, zone) ? day : day + 1;
  }

  private static long offset(Instant moment, ZoneRules rules) {
    return rules.getOffset(moment).getTotalSeconds() * MICROS_OF_SECOND;
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
