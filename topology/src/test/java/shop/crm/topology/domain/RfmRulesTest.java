package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.Thresholds;
import shop.crm.topology.Rules;

/** Scores and segments, by the wording of the domain. */
class RfmRulesTest {

  private static final Instant ORDERED = Instant.parse("2026-01-01T10:00:00Z");
  private static final Duration MICRO = Duration.ofNanos(1_000);

  private static Instant after(int days) {
    return ORDERED.plus(Duration.ofDays(days));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 5", "0, 5", "30, 5", "31, 4", "60, 4", "61, 3", "90, 3", "91, 2", "180, 2", "181, 1",
    "4000, 1"
  })
  void recency_goes_by_whole_days_since_the_last_order(int days, int score) {
    assertEquals(score, Rules.RFM.recency(ORDERED, after(days)));
    if (days >= 0) {
      assertEquals(score, Rules.RFM.recency(ORDERED, after(days + 1).minus(MICRO)));
    }
  }

  @Test
  void the_edges_of_recency_are_parts_of_the_last() {
    assertEquals(List.of(30, 60, 90, 180), Rules.RFM.recencyDays());
    assertEquals(List.of(1, 2, 3, 6), RfmRules.of(6, Rules.RFM.segments()).recencyDays());
    assertEquals(List.of(16, 33, 50, 100), RfmRules.of(100, Rules.RFM.segments()).recencyDays());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 3", "5, 4", "9, 4", "10, 5", "1000, 5"})
  void frequency_goes_by_the_number_of_orders(int orders, int score) {
    assertEquals(score, RfmRules.frequency(orders));
  }

  @Test
  void recency_falls_at_the_moment_that_a_day_beyond_an_edge_is_full() {
    assertEquals(
        List.of(after(31), after(31), after(61), after(91), after(181), after(181)),
        List.of(
            falls(ORDERED.minus(Duration.ofDays(3))),
            falls(after(31).minus(MICRO)),
            falls(after(31)),
            falls(after(61)),
            falls(after(91)),
            falls(after(181).minus(MICRO))));
    assertEquals(Optional.empty(), Rules.RFM.nextEdge(ORDERED, after(181)));
  }

  private static Instant falls(Instant now) {
    return Rules.RFM.nextEdge(ORDERED, now).orElseThrow();
  }

  @Test
  void a_standing_is_the_segment_of_its_three_scores() {
    Thresholds quintiles =
        new Thresholds(
            1,
            List.of(
                Optional.of(Money.parse("10.00")),
                Optional.of(Money.parse("20.00")),
                Optional.of(Money.parse("30.00")),
                Optional.empty()),
            100,
            ORDERED);

    assertEquals(
        new Standing(new Scores(5, 5, 4), RfmSegment.CHAMPIONS),
        Rules.RFM.standing(ORDERED, 10, Money.parse("30.00"), quintiles, after(30)));
    assertEquals(
        new Standing(new Scores(1, 1, 1), RfmSegment.LOST),
        Rules.RFM.standing(ORDERED, 1, Money.parse("9.99"), quintiles, after(181)));
    assertEquals(
        new Standing(new Scores(5, 1, 1), RfmSegment.NEW_CUSTOMERS),
        Rules.RFM.standing(ORDERED, 1, Money.parse("500.00"), Thresholds.NONE, after(1)));
  }

  @Test
  void there_are_four_edges_and_125_cells() {
    List<RfmSegment> cells = Rules.RFM.segments();
    assertThrows(IllegalArgumentException.class, () -> new RfmRules(List.of(30, 60, 90), cells));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RfmRules(List.of(30, 60, 90, 180), cells.subList(0, 124)));
  }
}
