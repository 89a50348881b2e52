package shop.crm.topology.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import shop.crm.schemas.state.Purchases;
import shop.crm.topology.domain.CohortTallies.Cell;

/**
 * Cohorts of one tenant's customers on one partition, for periods of one length: how many customers
 * whose first order is in a period ordered in the k-th period after, and for how much. They are the
 * sum over the customers' purchases, kept up by what differs between two of them.
 */
final class Cohorts {

  /** Of no period: months of any year are above it. */
  private static final int NO_PERIOD = Integer.MIN_VALUE;

  private final TenantCalendar calendar;
  private final Granularity granularity;

  /** By cohort: the count of customers and the sum of revenue in turn, for each period after. */
  private final Map<Integer, long[]> rows = new TreeMap<>();

  Cohorts(TenantCalendar calendar, Granularity granularity) {
    this.calendar = calendar;
    this.granularity = granularity;
  }

  /**
   * Takes a customer from some purchases to others.
   *
   * @param atStart how many of them are the same, see {@link Purchases#sameAtStart}
   */
  void move(Purchases before, Purchases after, int atStart) {
    boolean sameCohort =
        atStart > 0
            || (before.count() > 0
                && after.count() > 0
                && period(before.epochMicros(0)) == period(after.epochMicros(0)));
    if (sameCohort) {
      difference(before, after, atStart);
    } else {
      whole(before, -1);
      whole(after, 1);
    }
  }

  private int period(long epochMicros) {
    return granularity.period(calendar.month(epochMicros));
  }

  private void whole(Purchases purchases, int by) {
    if (purchases.count() > 0) {
      int cohort = period(purchases.epochMicros(0));
      count(cohort, new Slice(purchases, 0, purchases.count(), NO_PERIOD, NO_PERIOD), by);
      if (rows.get(cohort)[0] == 0) {
        rows.remove(cohort);
      }
    }
  }

  /** Only what stands between the orders that both have at the start and at the end. */
  private void difference(Purchases before, Purchases after, int atStart) {
    int atEnd = before.sameAtEnd(after, atStart);
    int cohort = period(before.epochMicros(0));
    int left = atStart > 0 ? period(before.epochMicros(atStart - 1)) : NO_PERIOD;
    int right = atEnd > 0 ? period(before.epochMicros(before.count() - atEnd)) : NO_PERIOD;
    count(cohort, new Slice(before, atStart, before.count() - atEnd, left, right), -1);
    count(cohort, new Slice(after, atStart, after.count() - atEnd, left, right), 1);
  }

  /**
   * Some of a customer's orders, one behind the other.
   *
   * @param left the period of the order before them: there the customer is counted already
   * @param right the period of the order behind them, likewise
   */
  private record Slice(Purchases purchases, int from, int to, int left, int right) {}

  private void count(int cohort, Slice slice, int by) {
    Purchases purchases = slice.purchases();
    int next = slice.from();
    while (next < slice.to()) {
      int period = period(purchases.epochMicros(next));
      long end = calendar.start(granularity.firstMonth(period + 1));
      long revenue = 0;
      while (next < slice.to() && purchases.epochMicros(next) < end) {
        revenue += purchases.net(next).minor();
        next++;
      }
      boolean counted = period == slice.left() || period == slice.right();
      add(cohort, period - cohort, counted ? 0 : by, by * revenue);
    }
  }

  private void add(int cohort, int after, int customers, long revenueMinor) {
    int at = 2 * after;
    long[] row = rows.get(cohort);
    if (row == null || row.length <= at) {
      long[] longer = new long[at + 2];
      if (row != null) {
        System.arraycopy(row, 0, longer, 0, row.length);
      }
      row = longer;
      rows.put(cohort, row);
    }
    row[at] += customers;
    row[at + 1] += revenueMinor;
  }

  /** A copy of the cohorts from one period up to and with another. */
  CohortTallies snapshot(int from, int to) {
    Map<Integer, List<Cell>> cohorts = new TreeMap<>();
    int last = CohortTallies.NEVER;
    for (Map.Entry<Integer, long[]> entry : rows.entrySet()) {
      int cohort = entry.getKey();
      long[] row = entry.getValue();
      int periods = row.length / 2;
      while (periods > 0 && row[2 * (periods - 1)] == 0) {
        periods--;
      }
      if (periods > 0) {
        last = Math.max(last, cohort + periods - 1);
        if (cohort >= from && cohort <= to) {
          cohorts.put(cohort, cells(row, periods));
        }
      }
    }
    return new CohortTallies(cohorts, last);
  }

  /** A copy of all cohorts. */
  CohortTallies all() {
    return snapshot(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static List<Cell> cells(long[] row, int periods) {
    List<Cell> cells = new ArrayList<>(periods);
    for (int k = 0; k < periods; k++) {
      cells.add(new Cell(row[2 * k], row[2 * k + 1]));
    }
    return List.copyOf(cells);
  }
}
