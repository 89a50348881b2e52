package shop.crm.topology.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.order.OrderState.Step;

/**
 * Folds facts into an order. Of each kind, and of each refund id, the fact with the greatest (time,
 * event id) is kept, and those that it outdoes are remembered beside it, so neither the order of
 * arrival nor duplicates matter.
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
    Instant time = event.head().time();
    return switch (event) {
      case OrderCreated it ->
          step(
              order,
              order.created(),
              new Created(id, time, it.total(), it.items(), it.orderedAt()));
      case OrderCompleted it -> step(order, order.completed(), new Completed(id, time, it.total()));
      case OrderCancelled it ->
          step(order, order.cancelled(), new Cancelled(id, time, it.reason()));
      case OrderRefunded it ->
          refund(order, beside, new Refund(id, time, it.refundId(), it.amount()));
    };
  }

  private static OrderState step(OrderState order, Optional<? extends Step> kept, Step step) {
    if (!supersedes(step, kept)) {
      return outdone(order, kept, step);
    }
    return (kept.isPresent() ? order.with(order.outdone().with(kept.get())) : order).with(step);
  }

  /** A fact that another one of its kind outdoes is remembered; a redelivery is nothing new. */
  private static OrderState outdone(OrderState order, Optional<? extends Step> kept, Step step) {
    boolean redelivered = kept.map(it -> it.eventId().equals(step.eventId())).orElse(false);
    return redelivered ? order : order.with(order.outdone().with(step));
  }

  /** All facts about an order that are known, those that were outdone too. */
  static Stream<Step> facts(OrderState order) {
    return Stream.concat(order.steps(), order.outdone().steps().stream());
  }

  /** An order without what a person may have written. */
  static OrderState withoutReason(OrderState order) {
    return order
        .cancelled()
        .map(it -> order.with(new Cancelled(it.eventId(), it.time(), Optional.empty())))
        .orElse(order);
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
      return outdone(order, kept, refund);
    }
    OrderState told = kept.isPresent() ? order.with(order.outdone().with(kept.get())) : order;
    if (inRow) {
      refunds.set(at, refund);
      return told.withRefunds(refunds, order.further());
    }
    refunds.add(refund);
    if (refunds.size() <= OrderState.REFUNDS_IN_ROW) {
      refunds.sort(Comparator.comparing(Refund::refundId));
    }
    return told.withRefunds(refunds, kept.map(order.further()::without).orElseGet(order::further));
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
    return Step.LATEST_LAST.compare(step, kept.get()) > 0;
  }
}
