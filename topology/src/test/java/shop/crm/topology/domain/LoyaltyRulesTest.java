package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.model.Money;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.LoyaltyRules.Step;

/** Points and tiers, by the wording of the domain. */
class LoyaltyRulesTest {

  private static LoyaltyRules earning(String pointsPerUnit) {
    return new LoyaltyRules(new BigDecimal(pointsPerUnit), List.of(0L), List.of("only"));
  }

  @ParameterizedTest
  @CsvSource({
    "1,   0.00,   0",
    "1,   199.99, 199",
    "1,   200.00, 200",
    "0.1, 199.99, 19",
    "0.1, 200.00, 20",
    "1.5, 10.01,  15",
    "1.0, 199.99, 199",
    "0,   199.99, 0"
  })
  void an_order_earns_whole_points(String pointsPerUnit, String earning, long points) {
    assertEquals(points, earning(pointsPerUnit).points(Money.parse(earning)));
  }

  @ParameterizedTest
  @CsvSource({
    "-5,     bronze",
    "0,      bronze",
    "999,    bronze",
    "1000,   silver",
    "4999,   silver",
    "5000,   gold",
    "14999,  gold",
    "15000,  platinum",
    "49999,  platinum",
    "50000,  diamond",
    "900000, diamond"
  })
  void a_tier_is_the_highest_that_the_points_reach(long points, String tier) {
    assertEquals(tier, Rules.LOYALTY.tier(points));
  }

  @Test
  void the_next_tier_is_as_many_points_away_as_are_missing() {
    assertEquals(
        List.of(
            Optional.of(new Step("silver", 1_000)),
            Optional.of(new Step("silver", 1)),
            Optional.of(new Step("gold", 4_000)),
            Optional.of(new Step("diamond", 1)),
            Optional.empty()),
        List.of(
            Rules.LOYALTY.next(0),
            Rules.LOYALTY.next(999),
            Rules.LOYALTY.next(1_000),
            Rules.LOYALTY.next(49_999),
            Rules.LOYALTY.next(50_000)));
  }

  @Test
  void a_tier_that_is_on_the_ladder_no_more_counts_as_the_lowest() {
    assertEquals(0, Rules.LOYALTY.rank("bronze"));
    assertEquals(2, Rules.LOYALTY.rank("gold"));
    assertEquals(0, Rules.LOYALTY.rank("titanium"));
  }

  @Test
  void each_tier_has_a_threshold_and_the_first_is_from_the_start() {
    for (List<Long> thresholds : List.of(List.<Long>of(), List.of(0L, 10L), List.of(1L))) {
      List<String> names = thresholds.isEmpty() ? List.of() : List.of("only");
      assertThrows(
          IllegalArgumentException.class,
          () -> new LoyaltyRules(BigDecimal.ONE, thresholds, names),
          thresholds::toString);
    }
  }
}
