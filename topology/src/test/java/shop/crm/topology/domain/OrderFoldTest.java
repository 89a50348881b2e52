package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.topology.Facts;

/** What single facts make of an order; of many facts see the properties of customers. */
class OrderFoldTest {

  private static final Instant MAY = Instant.parse("2026-05-01T10:00:00Z");
  private static final Facts ANN = Facts.of("ann");
  private static final OrderState PLACED =
      fold(OrderState.unknown("o1"), ANN.created("o1", "100.00", MAY));

  private static Instant day(int number) {
    return MAY.plus(Duration.ofDays(number));
  }

  private static OrderState fold(OrderState order, OrderEvent... events) {
    OrderState folded = order;
    for (OrderEvent event : events) {
      folded = OrderFold.fold(folded, Optional.empty(), event);
    }
    return folded;
  }

  private static OrderEvent refund(String id, String event, String amount, Instant at) {
    return (OrderEvent) Facts.again(ANN.refunded("o1", id, amount, at), event);
  }

  @Test
  void of_two_facts_of_a_kind_the_later_is_kept_and_of_one_time_the_one_with_the_greater_id() {
    OrderEvent corrected = (OrderEvent) Facts.again(ANN.created("o1", "90.00", day(1)), "b");
    OrderEvent lesser = (OrderEvent) Facts.again(ANN.created("o1", "80.00", day(1)), "a");
    OrderEvent greater = (OrderEvent) Facts.again(ANN.created("o1", "70.00", day(1)), "c");

    OrderState order = fold(PLACED, corrected, lesser);

    assertEquals(Money.parse("90.00"), order.amount());
    assertEquals(Money.parse("70.00"), fold(order, greater).amount());
    assertEquals(Money.parse("90.00"), fold(order, ANN.created("o1", "5.00", MAY)).amount());
    assertEquals(Optional.of(MAY), order.orderedAt());
  }

  @Test
  void a_redelivery_changes_nothing_whatever_its_time() {
    assertSame(PLACED, fold(PLACED, ANN.created("o1", "100.00", MAY)));
    assertSame(PLACED, fold(PLACED, ANN.created("o1", "1.00", MAY.minusSeconds(1))));
    assertSame(PLACED, fold(PLACED, ANN.created("o1", "1.00", day(9))));
    OrderState refunded = fold(PLACED, refund("r1", "e1", "5.00", day(1)));
    assertSame(refunded, fold(refunded, refund("r1", "e1", "5.00", day(1))));
    OrderEvent outdone = refund("r1", "e0", "6.00", MAY);
    OrderState both = fold(refunded, outdone);
    assertNotSame(refunded, both);
    assertEquals(Money.parse("5.00"), both.refunded());
    assertSame(both, fold(both, outdone));
  }

  @Test
  void a_refund_told_again_otherwise_takes_the_place_of_the_one_of_its_id() {
    OrderState order =
        fold(
            PLACED,
            refund("r2", "e2", "2.00", day(1)),
            refund("r1", "e1", "1.00", day(2)),
            refund("r2", "e3", "7.00", day(3)));

    assertEquals(
        List.of(
            new Refund("e1", day(2), "r1", Money.parse("1.00")),
            new Refund("e3", day(3), "r2", Money.parse("7.00"))),
        order.refunds());
    assertEquals(Money.parse("92.00"), order.net());
    assertEquals(
        List.of("created:o1", "e1", "e3", "e2"),
        OrderFold.facts(order).map(OrderState.Step::eventId).toList());
  }

  /** Refunds of the row are sorted by their id; the one that does not fit into it comes last. */
  @Test
  void the_ninth_refund_stands_beside_the_order_wherever_its_id_would_be() {
    OrderState order = PLACED;
    for (int number = OrderState.REFUNDS_IN_ROW; number > 0; number--) {
      order = fold(order, refund("r" + number, "e" + number, "1.00", day(number)));
    }
    assertEquals(
        List.of("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8"),
        order.refunds().stream().map(Refund::refundId).toList());

    OrderState nine = fold(order, refund("r0", "e0", "1.00", day(9)));

    assertEquals(List.of(), order.refundsBeside());
    assertEquals(List.of("r0"), nine.refundsBeside().stream().map(Refund::refundId).toList());
    assertEquals(Money.parse("91.00"), nine.net());
  }

  @Test
  void a_refund_that_is_stored_beside_the_order_is_outdone_like_any_other() {
    OrderState order = PLACED;
    for (int number = 0; number <= OrderState.REFUNDS_IN_ROW; number++) {
      order = fold(order, refund("r" + number, "e" + number, "1.00", day(number)));
    }
    Optional<Refund> beside = Optional.of(order.refundsBeside().getFirst());
    OrderState stored = order.inRow();

    OrderEvent later = refund("r8", "f8", "4.00", day(20));
    OrderState corrected = OrderFold.fold(stored, beside, later);

    assertEquals(Money.parse("88.00"), corrected.net());
    assertEquals(0, corrected.further().count());
    assertSame(stored, OrderFold.fold(stored, beside, refund("r8", "e8", "1.00", day(8))));
    OrderState outdone = OrderFold.fold(stored, beside, refund("r8", "d8", "9.00", day(7)));
    assertEquals(stored.net(), outdone.net());
    assertNotSame(stored, outdone);
    assertEquals(true, OrderFold.keeps(stored, beside, "e8"));
    assertEquals(true, OrderFold.keeps(stored, beside, "e0"));
    assertEquals(false, OrderFold.keeps(stored, Optional.empty(), "e8"));
  }

  @Test
  void what_a_person_may_have_written_can_be_left_out() {
    OrderState cancelled = fold(PLACED, ANN.cancelled("o1", day(1)));

    assertEquals(
        Optional.of(new Cancelled("cancelled:o1", day(1), Optional.empty())),
        OrderFold.withoutReason(cancelled).cancelled());
    assertSame(PLACED, OrderFold.withoutReason(PLACED));
  }
}
