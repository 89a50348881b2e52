package shop.crm.topology.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.event.InboundEvent.OrderCancelled;
import shop.crm.schemas.event.InboundEvent.OrderCompleted;
import shop.crm.schemas.event.InboundEvent.OrderCreated;
import shop.crm.schemas.event.InboundEvent.OrderEvent;
import shop.crm.schemas.event.InboundEvent.OrderRefunded;
import shop.crm.schemas.state.OrderState;
import shop.crm.schemas.state.OrderState.Cancelled;
import shop.crm.schemas.state.OrderState.Completed;
import shop.crm.schemas.state.OrderState.Created;
import shop.crm.schemas.state.OrderState.Refund;
import shop.crm.schemas.state.OrderState.Step;

/**
 * Folds facts into an order. Of each kind, and of each refund id, the fact with the greatest (time,
 * event id) is kept, so neither the order of arrival nor duplicates matter.
 */
final class OrderFold {

  private OrderFold() {}

  /**
   * The order with one more fact; the very same object where that changes nothing.
   *
   * @param beside the refund of the event's refund id, where one is stored beside the order
   */
  static OrderState fold(OrderState order, Optional<Refund> beside, OrderEvent event) {
    String id = event.head().id();
    return switch (event) {
      case OrderCreated created -> {
        var step = new Created(id, created.head().time(), created.total(), created.items());
        yield supersedes(step, order.created())
            ? new OrderState(
                order.orderId(),
                Optional.of(step),
                order.completed(),
                order.cancelled(),
                order.refunds(),
                order.further())
            : order;
      }
      case OrderCompleted completed -> {
        var step = new Completed(id, completed.head().time(), completed.total());
        yield supersedes(step, order.completed())
            ? new OrderState(
                order.orderId(),
                order.created(),
                Optional.of(step),
                order.cancelled(),
                order.refunds(),
                order.further())
            : order;
      }
      case OrderCancelled cancelled -> {
        var step = new Cancelled(id, cancelled.head().time(), cancelled.reason());
        yield supersedes(step, order.cancelled())
            ? new OrderState(
                order.orderId(),
                order.created(),
                order.completed(),
                Optional.of(step),
                order.refunds(),
                order.further())
            : order;
      }
      case OrderRefunded refunded ->
          refund(
              order,
              beside,
              new Refund(id, refunded.head().time(), refunded.refundId(), refunded.amount()));
    };
  }

  /** Whether the event of that id is among the facts that are kept. */
  static boolean keeps(OrderState order, Optional<Refund> beside, String eventId) {
    return Stream.concat(order.steps(), beside.stream())
        .anyMatch(step -> step.eventId().equals(eventId));
  }

  /** What does not fit into the order's row is the last: so it alone goes beside the order. */
  private static OrderState refund(OrderState order, Optional<Refund> beside, Refund refund) {
    List<Refund> refunds = new ArrayList<>(order.refunds());
    int at = 0;
    while (at < refunds.size() && !refunds.get(at).refundId().equals(refund.refundId())) {
      at++;
    }
    boolean inRow = at < refunds.size();
    Optional<Refund> kept = inRow ? Optional.of(refunds.get(at)) : beside;
    if (!supersedes(refund, kept)) {
      return order;
    }
    if (inRow) {
      refunds.set(at, refund);
      return order.withRefunds(refunds, order.further());
    }
    refunds.add(refund);
    if (refunds.size() <= OrderState.REFUNDS_IN_ROW) {
      refunds.sort(Comparator.comparing(Refund::refundId));
    }
    return order.withRefunds(refunds, kept.map(order.further()::without).orElseGet(order::further));
  }

  /** Whether {@code step} takes the place of the one that is kept: a redelivery never does. */
  private static boolean supersedes(Step step, Optional<? extends Step> kept) {
    if (kept.isEmpty()) {
      return true;
    }
    String keptId = kept.get().eventId();
    if (keptId.equals(step.eventId())) {
      return false;
    }
    int byTime = step.time().compareTo(kept.get().time());
    return byTime > 0 || (byTime == 0 && step.eventId().compareTo(keptId) > 0);
  }
}
