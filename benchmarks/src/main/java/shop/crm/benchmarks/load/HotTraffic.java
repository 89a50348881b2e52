package shop.crm.benchmarks.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.order.OrderItem;

/**
 * The same kind of event over and over, for one customer or one order or for many in turn: what an
 * event costs is to be seen beside how much there was before.
 *
 * @param kind what happens
 * @param owners how many customers, or orders of a customer each, it happens to in turn
 * @param before how often it has happened to each when the measured events begin
 * @param measured how many events are measured, of all together
 */
public record HotTraffic(Kind kind, int owners, int before, int measured) {

  private static final Instant START = Instant.parse("2025-11-01T00:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(20);
  private static final Money TOTAL = new Money(99_999_999);

  /** Which kind of event is sent. */
  public enum Kind {
    /** Orders of a customer. */
    ORDERS,
    /** Refunds of an order. */
    REFUNDS
  }

  /** How many events there are before the measured ones. */
  public int history() {
    return owners * before + (kind == Kind.REFUNDS ? owners : 0);
  }

  /** Gives the events before the measured ones. */
  public void history(Consumer<OrderEvent> action) {
    if (kind == Kind.REFUNDS) {
      for (int owner = 0; owner < owners; owner++) {
        action.accept(order(owner, "o" + owner, START, TOTAL));
      }
    }
    for (int i = 0; i < owners * before; i++) {
      action.accept(event(i));
    }
  }

  /** Gives the measured events. */
  public void live(Consumer<OrderEvent> action) {
    for (int i = owners * before; i < owners * before + measured; i++) {
      action.accept(event(i));
    }
  }

  private OrderEvent event(int number) {
    int owner = number % owners;
    Instant at = START.plus(STEP.multipliedBy(1 + number / owners));
    return switch (kind) {
      case ORDERS -> order(owner, "o" + number, at, new Money(1_000 + number % 90_000));
      case REFUNDS ->
          new OrderRefunded(
              head("refunded", "r" + number, owner, at), "o" + owner, "r" + number, new Money(1));
    };
  }

  private static OrderEvent order(int owner, String id, Instant at, Money total) {
    OrderItem item = new OrderItem("sku-17", Optional.of("Tea light holder"), 2, Optional.empty());
    return new OrderCreated(head("created", id, owner, at), id, total, List.of(item));
  }

  private static Head head(String type, String about, int owner, Instant at) {
    return new Head("order." + type + ":" + about, OrderTraffic.customer(owner), at, "oms");
  }
}
