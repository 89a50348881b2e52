package shop.crm.topology.domain.clv;

/**
 * A customer's purchases as the models see them. Several orders of one day are one purchase.
 *
 * @param repeats x: days with a purchase after the first such day
 * @param lastDays t_x: days from the first purchase to the last
 * @param ageDays T: days from the first purchase until now
 */
public record History(int repeats, int lastDays, int ageDays) {

  /** A customer whose first purchase was just made. */
  public static final History NEW = new History(0, 0, 0);

  /**
   * @throws IllegalArgumentException if no customer can have it
   */
  public History {
    if (repeats < 0
        || repeats > lastDays
        || lastDays > ageDays
        || (repeats == 0 && lastDays != 0)) {
      throw new IllegalArgumentException(
          repeats + " repeats, the last after " + lastDays + " of " + ageDays + " days");
    }
  }

  /** By epoch days; until the last purchase if that is after {@code today}. */
  public static History of(int repeats, int firstEpochDay, int lastEpochDay, int todayEpochDay) {
    return new History(
        repeats,
        lastEpochDay - firstEpochDay,
        Math.max(lastEpochDay, todayEpochDay) - firstEpochDay);
  }
}
