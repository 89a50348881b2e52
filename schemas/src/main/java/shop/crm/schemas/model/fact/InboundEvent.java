package shop.crm.schemas.model.fact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.profile.Profile;

/** An event that was checked and taken in: a fact about one customer. */
public sealed interface InboundEvent {

  /** Id, customer, time and source, which every event has. */
  Head head();

  /** The type under which it came. */
  InboundType type();

  /**
   * What every event has.
   *
   * @param id the event's id: two events of one id and type about the same thing are the same fact
   * @param customer whom it is about
   * @param time when it happened, to the microsecond
   * @param source the CloudEvents source
   */
  record Head(String id, CustomerKey customer, Instant time, String source) {}

  /** An event about one order. */
  sealed interface OrderEvent extends InboundEvent {
    /** The order's id, unique for the customer. */
    String orderId();
  }

  /**
   * An order was placed.
   *
   * @param orderedAt when, where that is told beside the time of the event
   */
  record OrderCreated(
      Head head, String orderId, Money total, List<OrderItem> items, Optional<Instant> orderedAt)
      implements OrderEvent {
    public OrderCreated {
      items = List.copyOf(items);
    }

    /** An event that was told when the order was placed. */
    public OrderCreated(Head head, String orderId, Money total, List<OrderItem> items) {
      this(head, orderId, total, items, Optional.empty());
    }

    @Override
    public InboundType type() {
      return InboundType.ORDER_CREATED;
    }
  }

  /** An order was completed: it earns points. */
  record OrderCompleted(Head head, String orderId, Optional<Money> total) implements OrderEvent {
    @Override
    public InboundType type() {
      return InboundType.ORDER_COMPLETED;
    }
  }

  /** An order was cancelled: it counts no more. */
  record OrderCancelled(Head head, String orderId, Optional<String> reason) implements OrderEvent {
    @Override
    public InboundType type() {
      return InboundType.ORDER_CANCELLED;
    }
  }

  /** Money of an order was given back. */
  record OrderRefunded(Head head, String orderId, String refundId, Money amount)
      implements OrderEvent {
    @Override
    public InboundType type() {
      return InboundType.ORDER_REFUNDED;
    }
  }

  /** A user registered: the customer has a profile. */
  record UserRegistered(Head head, Profile profile) implements InboundEvent {
    @Override
    public InboundType type() {
      return InboundType.USER_REGISTERED;
    }
  }
}
