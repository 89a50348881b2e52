package shop.crm.topology.domain;

import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;

/**
 * How many customers of one tenant moved between RFM segments, by day: nothing but the sum over the
 * moves in the customers' histories.
 */
public final class Migrations {

  private final TenantCalendar calendar;
  private final NavigableMap<Integer, DayMigrations> days = new TreeMap<>();

  /**
   * Of no customers.
   *
   * @param calendar by which days are told apart
   */
  public Migrations(TenantCalendar calendar) {
    this.calendar = calendar;
  }

  /**
   * Counts the moves among activities.
   *
   * @param by 1, or -1 to take them out again
   * @return the days of which the count is another now, in days since 1970
   */
  public Set<Integer> count(List<Activity> activities, long by) {
    Set<Integer> moved = new TreeSet<>();
    for (Activity activity : activities) {
      if (activity instanceof Activity.Changed(SegmentChanged change)) {
        int day = calendar.day(change.changedAt());
        put(day, day(day).with(Migration.of(change), by));
        moved.add(day);
      }
    }
    return moved;
  }

  /** The moves of a day, in days since 1970. */
  public DayMigrations day(int epochDay) {
    return days.getOrDefault(epochDay, DayMigrations.NONE);
  }

  /** Takes the moves of a day as they are. */
  public void put(int epochDay, DayMigrations day) {
    if (day.isEmpty()) {
      days.remove(epochDay);
    } else {
      days.put(epochDay, day);
    }
  }

  /** A copy of the days from one up to and with another; those without a move are left out. */
  public NavigableMap<Integer, DayMigrations> between(int fromEpochDay, int toEpochDay) {
    return new TreeMap<>(days.subMap(fromEpochDay, true, toEpochDay, true));
  }

  /** A copy of all days with moves. */
  public NavigableMap<Integer, DayMigrations> all() {
    return new TreeMap<>(days);
  }
}
