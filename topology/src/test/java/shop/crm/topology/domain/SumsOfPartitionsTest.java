package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.topology.domain.CohortAggregates.Cell;

/** What customers of several partitions come to together. */
class SumsOfPartitionsTest {

  private static final RulesProgress HALF = new RulesProgress(4, 5, 10);

  private static TenantAggregates aggregates(long by) {
    long[] eleven = new long[11];
    eleven[2] = 2 * by;
    eleven[10] = by;
    long[] five = {by, 0, 0, 0, 2 * by};
    long[] revenue = eleven.clone();
    revenue[2] = 500 * by;
    return new TenantAggregates(
        4 * by,
        7 * by,
        900 * by,
        eleven,
        revenue,
        five,
        new long[] {0, by, 0, 0, 2 * by},
        new long[] {0, 0, by, 0, 2 * by},
        Map.of("bronze", 3 * by, "tier" + by, by),
        new long[] {by, 0, 3 * by},
        HALF);
  }

  @Test
  void counts_and_sums_of_partitions_add_up() {
    long[] customers = new long[11];
    customers[2] = 6;
    customers[10] = 3;
    long[] revenue = customers.clone();
    revenue[2] = 1_500;
    TenantAggregates sum = aggregates(1).plus(aggregates(2));
    assertEquals(
        new TenantAggregates(
            12,
            21,
            2_700,
            customers,
            revenue,
            new long[] {3, 0, 0, 0, 6},
            new long[] {0, 3, 0, 0, 6},
            new long[] {0, 0, 3, 0, 6},
            Map.of("bronze", 9L, "tier1", 1L, "tier2", 2L),
            new long[] {3, 0, 9},
            new RulesProgress(4, 10, 20)),
        sum);
    assertEquals(9, sum.scored());
    assertEquals(sum.hashCode(), aggregates(2).plus(aggregates(1)).hashCode());
    assertEquals(aggregates(3), TenantAggregates.EMPTY.plus(aggregates(3).with(HALF)));
  }

  @Test
  void progress_over_partitions_is_as_far_as_the_last_of_them() {
    assertEquals(new RulesProgress(3, 9, 15), HALF.plus(new RulesProgress(3, 4, 5)));
    assertEquals(HALF, HALF.plus(RulesProgress.EMPTY));
    assertEquals(6, new RulesProgress(3, 9, 15).left());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "10, 10, 1", "5, 10, 0.5", "999, 1000, 0.99", "1, 3, 0.33", "0, 7, 0"})
  void progress_is_done_only_once_nobody_is_left(long brought, long customers, double progress) {
    assertEquals(progress, new RulesProgress(1, brought, customers).progress());
  }

  @Test
  void members_of_partitions_add_up_by_segment() {
    SegmentCounts some = new SegmentCounts(Map.of(1, 5L, 2, 1L), 7, 30, 40);
    SegmentCounts others = new SegmentCounts(Map.of(2, 2L), 6, 10, 20);

    SegmentCounts all = some.plus(others);

    assertEquals(new SegmentCounts(Map.of(1, 5L, 2, 3L), 6, 40, 60), all);
    assertEquals(List.of(5L, 3L, 0L), List.of(all.members(1), all.members(2), all.members(3)));
    assertEquals(List.of(false, true), List.of(all.isComputing(6), all.isComputing(7)));
    assertEquals(0.75, some.progress());
    assertEquals(1, SegmentCounts.EMPTY.progress());
  }

  @Test
  void cohorts_of_partitions_add_up_period_by_period() {
    CohortAggregates some =
        new CohortAggregates(
            Map.of(5, List.of(new Cell(3, 100), new Cell(1, 20)), 6, List.of(new Cell(1, 7))), 6);
    CohortAggregates others =
        new CohortAggregates(
            Map.of(5, List.of(new Cell(2, 11), new Cell(0, 0), new Cell(2, 9))), 7);
    CohortAggregates all =
        new CohortAggregates(
            Map.of(
                5,
                List.of(new Cell(5, 111), new Cell(1, 20), new Cell(2, 9)),
                6,
                List.of(new Cell(1, 7))),
            7);

    assertEquals(all, some.plus(others));
    assertEquals(all, others.plus(some));
    assertEquals(some, some.plus(CohortAggregates.EMPTY));
  }

  @Test
  void periods_have_names_on_the_wire() {
    for (Granularity granularity : Granularity.values()) {
      assertEquals(Optional.of(granularity), Granularity.named(granularity.wire()));
    }
    assertEquals("quarter", Granularity.QUARTER.wire());
    assertEquals(Optional.empty(), Granularity.named("year"));
  }

  @ParameterizedTest
  @CsvSource({
    "MONTH,   0,   0,   1970-01",
    "MONTH,   673, 673, 2026-02",
    "QUARTER, 0,   0,   1970-Q1",
    "QUARTER, 673, 224, 2026-Q1",
    "QUARTER, 675, 225, 2026-Q2",
    "QUARTER, 683, 227, 2026-Q4",
    "QUARTER, -1,  -1,  1969-Q4"
  })
  void periods_of_cohorts_have_names(Granularity granularity, int month, int period, String label) {
    assertEquals(period, granularity.period(month));
    assertEquals(label, granularity.label(period));
    int first = granularity.firstMonth(period);
    assertEquals(period, granularity.period(first));
    assertNotEquals(period, granularity.period(first - 1));
  }
}
