package shop.crm.queries.live.question;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.CohortAggregates.Cell;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.clv.PurchaseHistogram;

class MergedAnswersTest {

  private static final Migration CAME =
      new Migration(Optional.empty(), Optional.of(RfmSegment.CHAMPIONS), Cause.ORDER);
  private static final Migration LEFT =
      new Migration(Optional.of(RfmSegment.CHAMPIONS), Optional.of(RfmSegment.LOST), Cause.TIME);

  private static DayMigrations moves(Migration way, long count) {
    return DayMigrations.NONE.with(way, count);
  }

  private static CohortAggregates cohorts(int number) {
    return new CohortAggregates(
        Map.of(
            3, List.of(new Cell(number, 700), new Cell(1, 5)), 3 + number, List.of(new Cell(1, 2))),
        4 + number);
  }

  @Test
  void cohorts_of_all_partitions_add_up() {
    CohortsQuestion question = new CohortsQuestion("default", Granularity.MONTH, 0, 9);

    assertEquals(
        new CohortAggregates(
            Map.of(
                3, List.of(new Cell(3, 1_400), new Cell(2, 10)),
                4, List.of(new Cell(1, 2)),
                5, List.of(new Cell(1, 2))),
            6),
        question.merged(List.of(CohortAggregates.EMPTY, cohorts(1), cohorts(2))));
  }

  @Test
  void moves_of_all_partitions_add_up() {
    MigrationsQuestion question = new MigrationsQuestion("default", 0, 30_000);

    assertEquals(
        Map.of(
            20_000, moves(CAME, 3).with(LEFT, 14),
            20_001, moves(LEFT, 300),
            20_002, moves(LEFT, 300)),
        question.merged(
            List.of(
                Map.of(),
                Map.of(20_000, moves(CAME, 1).with(LEFT, 7), 20_001, moves(LEFT, 300)),
                Map.of(20_000, moves(CAME, 2).with(LEFT, 7), 20_002, moves(LEFT, 300)))));
  }

  @Test
  void purchases_of_all_partitions_add_up() {
    assertEquals(
        bought(321),
        new PurchasesQuestion("default")
            .merged(List.of(bought(21), new PurchaseHistogram(), bought(300))));
  }

  private static PurchaseHistogram bought(int customers) {
    PurchaseHistogram histogram = new PurchaseHistogram();
    histogram.add(2, 20_000, 20_030, 1_250, customers);
    return histogram;
  }
}
