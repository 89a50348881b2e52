package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.topology.Facts;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.domain.CustomerDecisions.KnownOrder;

/** Points without an order, orders without a customer, and a customer computed anew. */
class LedgerAndAsideTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2026-05-01T10:00:00Z");
  private static final Facts ANN = Facts.of("ann");
  private static final ScoringContext SCORING = ScoringContext.of(Rules.DEFAULT, Thresholds.NONE);
  private static final Known ERASED =
      new Known(Optional.empty(), Optional.of(new Erasure(day(5), 3, 9)));

  private static Instant day(int number) {
    return MAY.plus(Duration.ofDays(number));
  }

  private static Known known(CustomerState state) {
    return new Known(Optional.of(state), Optional.empty());
  }

  private static Optional<Decision> decide(Known known, boolean isKnown, LoyaltyEntry entry) {
    return CustomerDecisions.decide(known, isKnown, entry, SCORING, NOW);
  }

  @Test
  void points_that_are_given_lift_the_tier_and_points_that_are_spent_leave_it() {
    LoyaltyEntry given = ANN.adjusted("l1", 1_000, day(2));
    Decision silver = decide(Known.NOTHING, false, given).orElseThrow();
    Decision spent =
        decide(known(silver.state()), false, ANN.redeemed("l2", 999, day(1))).orElseThrow();

    assertEquals("silver", silver.state().loyalty().tier());
    assertEquals(List.of(given), silver.entries());
    assertEquals(Optional.of(day(2)), silver.seenSince());
    assertEquals("silver", spent.state().loyalty().tier());
    assertEquals(1, spent.state().loyalty().points());
    assertEquals(day(1), spent.state().createdAt());
    assertEquals(List.of(), spent.changes());
  }

  @Test
  void an_entry_counts_once_and_not_where_it_is_as_old_as_an_erasure() {
    LoyaltyEntry entry = ANN.adjusted("l1", 10, day(5));

    assertEquals(Optional.empty(), decide(Known.NOTHING, true, entry));
    assertEquals(Optional.empty(), decide(ERASED, false, entry));
    Decision since = decide(ERASED, false, ANN.adjusted("l1", 10, day(6))).orElseThrow();
    assertEquals(10, since.state().loyalty().points());
    assertEquals(Optional.of(day(5)), since.state().erasedAt());
  }

  @Test
  void after_an_erasure_only_the_creation_of_an_order_brings_somebody_back() {
    OrderEvent created = ANN.created("o1", "10.00", day(6));
    OrderEvent completed = ANN.completed("o1", day(7));
    KnownOrder placed = KnownOrder.whole(Optional.of(OrderState.unknown("o1")));

    assertEquals(true, CustomerDecisions.isOfNobody(ERASED, KnownOrder.NOTHING, completed));
    assertEquals(false, CustomerDecisions.isOfNobody(ERASED, KnownOrder.NOTHING, created));
    assertEquals(false, CustomerDecisions.isOfNobody(ERASED, placed, completed));
    assertEquals(false, CustomerDecisions.isOfNobody(Known.NOTHING, KnownOrder.NOTHING, completed));
  }

  @Test
  void what_is_told_of_nobodys_order_is_kept_aside_without_words_of_a_person() {
    KnownOrder nothing = KnownOrder.aside(Optional.empty());
    OrderEvent cancelled = ANN.cancelled("o1", day(6));

    OrderState aside = CustomerDecisions.aside(ERASED, nothing, cancelled).orElseThrow();

    assertEquals(Optional.empty(), aside.cancelled().orElseThrow().reason());
    KnownOrder before = KnownOrder.aside(Optional.of(aside));
    assertEquals(Optional.empty(), CustomerDecisions.aside(ERASED, before, cancelled));
    assertEquals(
        Optional.empty(), CustomerDecisions.aside(ERASED, nothing, ANN.cancelled("o2", day(5))));
  }

  /** Its facts were told of nobody before, so they count only now, and since their own times. */
  @Test
  void an_order_that_was_kept_aside_counts_as_a_whole_once_it_was_placed() {
    OrderState aside =
        CustomerDecisions.aside(
                ERASED, KnownOrder.aside(Optional.empty()), ANN.completed("o1", day(6)))
            .orElseThrow();

    Decision placed =
        CustomerDecisions.decide(
                ERASED,
                KnownOrder.aside(Optional.of(aside)),
                ANN.created("o1", "1000.00", day(7)),
                SCORING,
                NOW)
            .orElseThrow();

    assertEquals(1, placed.state().purchases().count());
    assertEquals(1_000, placed.state().loyalty().points());
    assertEquals(day(6), placed.state().createdAt());
  }

  @Test
  void a_customer_computed_anew_has_the_points_of_all_orders_and_entries() {
    OrderState completed = fold(ANN.created("o1", "1000.00", MAY), ANN.completed("o1", day(1)));
    OrderState placed = fold(ANN.created("o2", "30.00", day(2)));
    OrderState cancelled = fold(ANN.created("o3", "5.00", MAY), ANN.cancelled("o3", day(3)));

    CustomerState anew =
        CustomerDecisions.recomputed(
            CustomerState.begin(MAY, "gold"),
            List.of(completed, placed, cancelled),
            List.of(ANN.adjusted("l1", 70, MAY), ANN.redeemed("l2", 20, MAY)),
            Rules.DEFAULT);

    assertEquals(2, anew.purchases().count());
    assertEquals(Money.parse("1030.00"), anew.purchases().spent());
    assertEquals(1_050, anew.loyalty().points());
    assertEquals(1_070, anew.loyalty().tierPoints());
    assertEquals("gold", anew.loyalty().tier());
  }

  private static OrderState fold(OrderEvent... events) {
    OrderState order = OrderState.unknown(events[0].orderId());
    for (OrderEvent event : events) {
      order = OrderFold.fold(order, Optional.empty(), event);
    }
    return order;
  }
}
