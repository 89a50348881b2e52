package shop.crm.schemas.model.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.order.OrderState.Status;

/** What follows from the facts of an order, by the wording of the domain. */
class OrderStateTest {

  private static final Instant PLACED = Instant.parse("2026-02-01T10:00:00Z");
  private static final Instant DONE = Instant.parse("2026-02-03T10:00:00Z");
  private static final Optional<Created> CREATED = created(10_000);
  private static final Optional<Completed> COMPLETED = completed(Optional.empty());
  private static final Optional<Cancelled> CANCELLED =
      Optional.of(new Cancelled("x", DONE, Optional.empty()));

  record Figures(
      Status status,
      long amount,
      long refunded,
      long net,
      Optional<Instant> orderedAt,
      boolean counts,
      long earning) {}

  private static Optional<Created> created(long total) {
    return Optional.of(new Created("c", PLACED, new Money(total), List.of()));
  }

  private static Optional<Completed> completed(Optional<Money> total) {
    return Optional.of(new Completed("d", DONE, total));
  }

  private static Figures of(
      Optional<Created> created,
      Optional<Completed> completed,
      Optional<Cancelled> cancelled,
      long... refunds) {
    List<Refund> list =
        IntStream.range(0, refunds.length)
            .mapToObj(i -> new Refund("r", DONE, "r-" + i, new Money(refunds[i])))
            .toList();
    OrderState order = new OrderState("o-1", created, completed, cancelled, list);
    return new Figures(
        order.status(),
        order.amount().minor(),
        order.refunded().minor(),
        order.net().minor(),
        order.orderedAt(),
        order.counts(),
        order.earning().minor());
  }

  private static final Optional<Instant> AT = Optional.of(PLACED);

  @Test
  void an_order_that_was_placed_counts_and_earns_nothing_yet() {
    assertEquals(
        new Figures(Status.CREATED, 10_000, 0, 10_000, AT, true, 0),
        of(CREATED, Optional.empty(), Optional.empty()));
  }

  @Test
  void a_completed_order_earns_its_completed_total_else_the_one_it_was_placed_with() {
    assertEquals(
        new Figures(Status.COMPLETED, 10_000, 0, 10_000, AT, true, 10_000),
        of(CREATED, COMPLETED, Optional.empty()));
    assertEquals(
        new Figures(Status.COMPLETED, 10_000, 0, 10_000, AT, true, 12_000),
        of(CREATED, completed(Optional.of(new Money(12_000))), Optional.empty()));
  }

  @Test
  void a_completion_alone_is_an_order_too() {
    assertEquals(
        new Figures(Status.COMPLETED, 12_000, 0, 12_000, Optional.of(DONE), true, 12_000),
        of(Optional.empty(), completed(Optional.of(new Money(12_000))), Optional.empty()));
  }

  @Test
  void a_cancelled_order_counts_for_nothing_whatever_else_is_known() {
    assertEquals(
        new Figures(Status.CANCELLED, 10_000, 10_000, 0, AT, false, 0),
        of(CREATED, COMPLETED, CANCELLED, 10_000));
  }

  @Test
  void an_order_completed_after_its_cancellation_counts_again() {
    Instant later = DONE.plusSeconds(1);
    assertEquals(
        new Figures(Status.COMPLETED, 10_000, 0, 10_000, AT, true, 10_000),
        of(CREATED, Optional.of(new Completed("d", later, Optional.empty())), CANCELLED));
    // Of two at one time the greater event id is the later.
    assertEquals(
        Status.COMPLETED,
        of(CREATED, Optional.of(new Completed("y", DONE, Optional.empty())), CANCELLED).status());
    assertEquals(Status.CANCELLED, of(CREATED, COMPLETED, CANCELLED).status());
  }

  @Test
  void refunds_add_up_and_lower_spend_and_earning_but_not_below_zero() {
    assertEquals(
        new Figures(Status.COMPLETED, 10_000, 4_000, 6_000, AT, true, 6_000),
        of(CREATED, COMPLETED, Optional.empty(), 1_000, 3_000));
    assertEquals(
        new Figures(Status.REFUNDED, 10_000, 11_000, 0, AT, true, 1_000),
        of(CREATED, completed(Optional.of(new Money(12_000))), Optional.empty(), 6_000, 5_000));
  }

  @Test
  void an_order_refunded_to_the_last_cent_is_refunded_and_still_counts() {
    assertEquals(
        new Figures(Status.REFUNDED, 10_000, 10_000, 0, AT, true, 0),
        of(CREATED, Optional.empty(), Optional.empty(), 10_000));
    assertEquals(Status.CREATED, of(CREATED, Optional.empty(), Optional.empty(), 9_999).status());
  }

  @Test
  void a_refund_or_a_cancellation_alone_makes_no_order() {
    assertEquals(
        new Figures(Status.REFUNDED, 0, 500, 0, Optional.empty(), false, 0),
        of(Optional.empty(), Optional.empty(), Optional.empty(), 500));
    assertEquals(
        new Figures(Status.CANCELLED, 0, 0, 0, Optional.empty(), false, 0),
        of(Optional.empty(), Optional.empty(), CANCELLED));
  }

  @Test
  void an_order_of_nothing_is_refunded_only_by_a_refund() {
    assertEquals(
        new Figures(Status.CREATED, 0, 0, 0, AT, true, 0),
        of(created(0), Optional.empty(), Optional.empty()));
    assertEquals(
        new Figures(Status.COMPLETED, 0, 0, 0, Optional.of(DONE), true, 0),
        of(Optional.empty(), COMPLETED, Optional.empty()));
    assertEquals(Status.REFUNDED, of(created(0), COMPLETED, Optional.empty(), 0).status());
  }
}
