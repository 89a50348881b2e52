package shop.crm.benchmarks.faults.traffic;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;

/**
 * The events of a shop on one way: of ten, six orders, one of them a new customer's, three
 * completions and a refund. To be used by one thread.
 */
final class Orders {

  private static final int OPEN = 500;

  private final String prefix;
  private final SplittableRandom random;
  private final Deque<OrderCreated> open = new ArrayDeque<>();
  private final Deque<OrderCreated> done = new ArrayDeque<>();
  private int customers;
  private int number;

  Orders(String prefix, long seed) {
    this.prefix = prefix;
    random = new SplittableRandom(seed ^ prefix.hashCode());
  }

  /**
   * What comes next.
   *
   * @param first whether it is the first order of a new customer
   */
  record Next(InboundEvent event, boolean first) {}

  /** The first order of the next customer. */
  Next ofNewCustomer() {
    return new Next(order(prefix + customers++), true);
  }

  /** Whatever comes next. */
  Next next() {
    int kind = random.nextInt(10);
    if (kind < 3 && !open.isEmpty()) {
      OrderCreated order = open.removeFirst();
      done.addLast(order);
      return again(
          new OrderCompleted(head("completed-", order), order.orderId(), Optional.empty()));
    }
    if (kind == 3 && !done.isEmpty()) {
      OrderCreated order = done.removeFirst();
      Money part = new Money(order.total().minor() / 3);
      return again(new OrderRefunded(head("refunded-", order), order.orderId(), "refund", part));
    }
    return kind == 4 ? ofNewCustomer() : again(order(prefix + random.nextInt(customers)));
  }

  private static Next again(InboundEvent event) {
    return new Next(event, false);
  }

  private OrderCreated order(String customer) {
    String id = prefix + "order-" + number++;
    Head head = new Head(id, new CustomerKey(Traffic.TENANT, customer), Instant.now(), "faults");
    Money total = new Money(1_000 + random.nextInt(80_000));
    OrderCreated order = new OrderCreated(head, id, total, List.of());
    open.addLast(order);
    if (open.size() > OPEN) {
      open.removeFirst();
    }
    if (done.size() > OPEN) {
      done.removeFirst();
    }
    return order;
  }

  private static Head head(String what, OrderCreated order) {
    return new Head(what + order.orderId(), order.head().customer(), Instant.now(), "faults");
  }
}
