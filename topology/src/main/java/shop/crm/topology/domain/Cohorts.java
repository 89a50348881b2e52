package shop.crm.topology.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.CohortAggregates.Cell;

/**
 * Cohorts of one tenant's customers on one partition, for periods of one length: how many customers
 * whose first order is in a period ordered in the k-th period after, and for how much. They are the
 * sum over the customers' purchases, kept up by what differs between two of them.
 */
final class Cohorts {

  private final TenantCalendar calendar;
  private final Granularity granularity;

  /** By cohort: the count of customers and the sum of revenue in turn, for each period after. */
  private final Map<Integer, long[]> rows = new TreeMap<>();

  Cohorts(TenantCalendar calendar, Granularity granularity) {
    this.calendar = calendar;
    this.granularity = granularity;
  }

  /** Takes a customer from some purchases to others. */
  void move(Purchases before, Purchases after) {
    Optional<List<Long>> changed = after.changedSince(before);
    boolean sameCohort =
        changed.isPresent()
            && before.count() > 0
            && after.count() > 0
            && period(before.epochMicros(0)) == period(after.epochMicros(0));
    if (sameCohort) {
      difference(before, after, changed.get());
    } else {
      whole(before, -1);
      whole(after, 1);
    }
  }

  private int period(long epochMicros) {
    return granularity.period(calendar.month(epochMicros));
  }

  /** From one period with orders to the next: as many steps as there are such periods. */
  private void whole(Purchases purchases, int by) {
    if (purchases.count() > 0) {
      int cohort = period(purchases.epochMicros(0));
      int next = 0;
      while (next < purchases.count()) {
        int period = period(purchases.epochMicros(next));
        Bought bought = bought(purchases, period);
        add(cohort, period - cohort, by, by * bought.revenueMinor());
        next += bought.orders();
      }
      if (rows.get(cohort)[0] == 0) {
        rows.remove(cohort);
      }
    }
  }

  /** Only the periods in which something changed: of one alone it is the difference of all. */
  private void difference(Purchases before, Purchases after, List<Long> changed) {
    int cohort = period(before.epochMicros(0));
    int[] periods = changed.stream().mapToInt(this::period).distinct().toArray();
    for (int period : periods) {
      long revenue =
          periods.length == 1
              ? after.spent().minor() - before.spent().minor()
              : bought(after, period).revenueMinor() - bought(before, period).revenueMinor();
      int customers = (orders(after, period) ? 1 : 0) - (orders(before, period) ? 1 : 0);
      add(cohort, period - cohort, customers, revenue);
    }
  }

  private boolean orders(Purchases purchases, int period) {
    return purchases.anyPlaced(
        calendar.start(granularity.firstMonth(period)),
        calendar.start(granularity.firstMonth(period + 1)));
  }

  /** What one customer ordered in a period. */
  private record Bought(int orders, long revenueMinor) {}

  private Bought bought(Purchases purchases, int period) {
    int from = purchases.placedBefore(calendar.start(granularity.firstMonth(period)));
    int to = purchases.placedBefore(calendar.start(granularity.firstMonth(period + 1)));
    return new Bought(to - from, purchases.spentBefore(to) - purchases.spentBefore(from));
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
  CohortAggregates snapshot(int from, int to) {
    Map<Integer, List<Cell>> cohorts = new TreeMap<>();
    int last = CohortAggregates.NEVER;
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
    return new CohortAggregates(cohorts, last);
  }

  /** A copy of all cohorts. */
  CohortAggregates all() {
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
