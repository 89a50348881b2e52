package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.topology.Facts;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.domain.CustomerDecisions.KnownOrder;
import shop.crm.topology.domain.Erasures.Outcome;

/** What is left of single customers; of whole lives see the properties. */
class ErasuresTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2026-05-01T10:00:00Z");
  private static final Facts ANN = Facts.of("ann");
  private static final ScoringContext SCORING = ScoringContext.of(Rules.DEFAULT, Thresholds.NONE);

  private static Instant day(int number) {
    return MAY.plus(Duration.ofDays(number));
  }

  private static Known known(CustomerState state) {
    return new Known(Optional.of(state), Optional.empty());
  }

  private static Known known(Erasure erasure) {
    return new Known(Optional.empty(), Optional.of(erasure));
  }

  private static Optional<Outcome> erase(Known known, Instant at) {
    return Erasures.erase(ANN.customer(), known, at, 7, SCORING, NOW);
  }

  /** Of silver, by an order of 1,000.00 that was completed: three changes were published. */
  private static CustomerState silver() {
    KnownOrder none = KnownOrder.NOTHING;
    Decision placed =
        CustomerDecisions.decide(
                Known.NOTHING, none, ANN.created("o1", "1000.00", MAY), SCORING, NOW)
            .orElseThrow();
    KnownOrder order = KnownOrder.whole(placed.orders().stream().findFirst());
    return CustomerDecisions.decide(
            known(placed.state()), order, ANN.completed("o1", day(1)), SCORING, NOW)
        .orElseThrow()
        .state();
  }

  @Test
  void the_end_of_a_customer_is_told_tier_first_and_counted_on() {
    CustomerState silver = silver();
    long before = silver.sequence();

    Outcome outcome = erase(known(silver), day(2)).orElseThrow();

    assertEquals(2, before);
    assertEquals(
        List.<ChangeEvent>of(
            new TierChanged(
                ANN.customer(), 3, new TierMove("silver", "bronze", false), 0, Cause.ERASURE, NOW),
            new SegmentChanged(
                ANN.customer(), 4, silver.standing(), Optional.empty(), Cause.ERASURE, NOW)),
        outcome.changes());
    assertEquals(new Erasure(day(2), 7, 4), outcome.erasure());
    assertEquals(Optional.empty(), outcome.successor());
  }

  @Test
  void who_is_erased_again_has_the_later_time_and_goes_on_counting() {
    Erasure first = new Erasure(day(2), 5, 9);

    assertEquals(Optional.empty(), erase(known(first), day(1)));
    assertEquals(Optional.empty(), erase(known(first), day(2)));
    assertEquals(Optional.empty(), erase(known(first), day(2).plusNanos(999)));
    assertEquals(
        new Outcome(new Erasure(day(2).plusNanos(1_000), 7, 9), List.of(), Optional.empty()),
        erase(known(first), day(2).plusNanos(1_000)).orElseThrow());
  }

  @Test
  void who_came_back_since_is_not_erased_by_what_is_older() {
    CustomerState back =
        CustomerDecisions.decide(
                known(new Erasure(day(2), 5, 9)),
                KnownOrder.NOTHING,
                ANN.created("o2", "10.00", day(3)),
                SCORING,
                NOW)
            .orElseThrow()
            .state();

    assertEquals(10, back.sequence());
    assertEquals(Optional.empty(), erase(known(back), day(2)));
    assertEquals(11, erase(known(back), day(4)).orElseThrow().erasure().sequence());
  }

  @Test
  void facts_about_an_order_that_are_newer_are_those_of_whoever_comes_after() {
    OrderState order = OrderState.unknown("o1");
    List<OrderEvent> facts =
        List.of(
            ANN.created("o1", "10.00", day(1)),
            ANN.completed("o1", day(2)),
            ANN.refunded("o1", "r1", "1.00", day(3)),
            ANN.cancelled("o1", day(4)));
    for (OrderEvent fact : facts) {
      order = OrderFold.fold(order, Optional.empty(), fact);
    }

    assertEquals(
        List.of("refunded:r1", "cancelled:o1"),
        Erasures.newer(ANN.customer(), order, day(2)).stream()
            .map(fact -> fact.head().id())
            .sorted(Comparator.reverseOrder())
            .toList());
    assertEquals(4, Erasures.newer(ANN.customer(), order, MAY).size());
    assertEquals(List.of(), Erasures.newer(ANN.customer(), order, day(4)));
  }
}
