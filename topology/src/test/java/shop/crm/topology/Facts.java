package shop.crm.topology;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;

/** Builds facts about one customer, for tests. Event ids follow from what the fact is about. */
public record Facts(CustomerKey customer) {

  public static Facts of(String customer) {
    return new Facts(new CustomerKey("default", customer));
  }

  public OrderCreated created(String order, String total, Instant at) {
    return new OrderCreated(head("created:" + order, at), order, Money.parse(total), List.of());
  }

  public OrderCompleted completed(String order, Instant at) {
    return new OrderCompleted(head("completed:" + order, at), order, Optional.empty());
  }

  public OrderCancelled cancelled(String order, Instant at) {
    return new OrderCancelled(head("cancelled:" + order, at), order, Optional.of("out of stock"));
  }

  public OrderRefunded refunded(String order, String refund, String amount, Instant at) {
    return new OrderRefunded(head("refunded:" + refund, at), order, refund, Money.parse(amount));
  }

  public LoyaltyEntry adjusted(String id, long points, Instant at) {
    return entry(id, LoyaltyEntry.Type.ADJUST, points, at);
  }

  public LoyaltyEntry redeemed(String id, long points, Instant at) {
    return entry(id, LoyaltyEntry.Type.REDEEM, -points, at);
  }

  public LoyaltyEntry expired(String id, long points, Instant at) {
    return entry(id, LoyaltyEntry.Type.EXPIRE, -points, at);
  }

  private LoyaltyEntry entry(String id, LoyaltyEntry.Type type, long points, Instant at) {
    return new LoyaltyEntry(customer, id, type, points, Optional.empty(), at);
  }

  public Head head(String id, Instant at) {
    return new Head(id, customer, at, "test");
  }

  /** The same fact under another event id. */
  public static InboundEvent again(InboundEvent event, String id) {
    Head head = new Head(id, event.head().customer(), event.head().time(), event.head().source());
    return switch (event) {
      case OrderCreated e ->
          new OrderCreated(head, e.orderId(), e.total(), e.items(), e.orderedAt());
      case OrderCompleted e -> new OrderCompleted(head, e.orderId(), e.total());
      case OrderCancelled e -> new OrderCancelled(head, e.orderId(), e.reason());
      case OrderRefunded e -> new OrderRefunded(head, e.orderId(), e.refundId(), e.amount());
      case UserRegistered e -> new UserRegistered(head, e.profile());
    };
  }
}
