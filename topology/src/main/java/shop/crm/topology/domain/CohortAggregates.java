package shop.crm.topology.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cohorts of one tenant's customers, as they stood at one moment. Those of several partitions add
 * up. Periods have the numbers of a {@link Granularity}.
 *
 * @param cohorts what the customers whose first order is in a period did in it and in those after,
 *     up to the last in which they did anything; cohorts without customers are left out
 * @param last the last period in which any customer ordered, of any cohort; {@link #NEVER} without
 */
public record CohortAggregates(Map<Integer, List<Cell>> cohorts, int last) {

  /** Stands for the last period where nobody ever ordered. */
  public static final int NEVER = Integer.MIN_VALUE;

  /** Of no customers. */
  public static final CohortAggregates EMPTY = new CohortAggregates(Map.of(), NEVER);

  /**
   * What customers of a cohort did in a period.
   *
   * @param customers how many of them placed an order that counts
   * @param revenueMinor what those orders come to after refunds, in hundredths
   */
  public record Cell(long customers, long revenueMinor) {

    /** Nothing. */
    public static final Cell NOTHING = new Cell(0, 0);

    private Cell plus(Cell other) {
      return new Cell(customers + other.customers, revenueMinor + other.revenueMinor);
    }
  }

  public CohortAggregates {
    cohorts = Map.copyOf(cohorts);
  }

  /** These and those of other customers together. */
  public CohortAggregates plus(CohortAggregates other) {
    Map<Integer, List<Cell>> both = new TreeMap<>(cohorts);
    other.cohorts.forEach((cohort, cells) -> both.merge(cohort, cells, CohortAggregates::sum));
    return new CohortAggregates(both, Math.max(last, other.last));
  }

  private static List<Cell> sum(List<Cell> one, List<Cell> other) {
    List<Cell> longer = one.size() < other.size() ? other : one;
    List<Cell> shorter = longer == one ? other : one;
    List<Cell> sum = new ArrayList<>(longer);
    for (int i = 0; i < shorter.size(); i++) {
      sum.set(i, longer.get(i).plus(shorter.get(i)));
    }
    return List.copyOf(sum);
  }
}
