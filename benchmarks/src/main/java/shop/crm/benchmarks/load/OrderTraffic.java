package shop.crm.benchmarks.load;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.order.OrderItem;

/**
 * A shop's order events: of a hundred, 60 orders of one to three items, 35 completions, 3 refunds
 * and 2 cancellations, by customers of whom some buy much more often than others. A year of history
 * comes first, then the events of the last hours.
 *
 * @param history how many events lie in the year before
 * @param live how many lie in the last hours
 * @param customers how many customers there may be
 * @param until when the last one happens
 */
public record OrderTraffic(int history, int live, int customers, Instant until) {

  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration HOURS = Duration.ofHours(6);
  private static final long SEED = 20_260_101L;
  private static final String TENANT = "default";
  private static final String SOURCE = "oms";
  private static final List<String> GOODS =
      List.of("Tea light holder", "Ceramic mug", "Lunch bag, red spots", "Alarm clock", "Bunting");

  /** An order that later events may be about. */
  private record Placed(CustomerKey customer, String id, Money total) {}

  /** Gives every event, in the order in which it happens; the same ones each time. */
  public void forEach(Consumer<OrderEvent> action) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Placed> open = new ArrayList<>();
    List<Placed> done = new ArrayList<>();
    for (int i = 0; i < events(); i++) {
      Instant time = time(i);
      int kind = random.nextInt(100);
      if (kind < 60 || open.isEmpty()) {
        OrderCreated order = created(i, time, random);
        open.add(new Placed(order.head().customer(), order.orderId(), order.total()));
        action.accept(order);
      } else if (kind < 95) {
        Placed order = open.remove(random.nextInt(open.size()));
        done.add(order);
        action.accept(
            new OrderCompleted(
                head("completed", order.id(), order.customer(), time),
                order.id(),
                Optional.of(order.total())));
      } else if (kind < 98 && !done.isEmpty()) {
        Placed order = done.get(random.nextInt(done.size()));
        action.accept(
            new OrderRefunded(
                head("refunded", order.id() + ":" + i, order.customer(), time),
                order.id(),
                "r" + i,
                new Money(order.total().minor() / 3)));
      } else {
        Placed order = open.remove(random.nextInt(open.size()));
        action.accept(
            new OrderCancelled(
                head("cancelled", order.id(), order.customer(), time),
                order.id(),
                Optional.of("changed my mind")));
      }
    }
  }

  /** How many there are. */
  public int events() {
    return history + live;
  }

  /** The customers that have any event. */
  public Set<CustomerKey> customersSeen() {
    Set<CustomerKey> seen = new LinkedHashSet<>();
    forEach(event -> seen.add(event.head().customer()));
    return seen;
  }

  private Instant time(int number) {
    boolean past = number < history;
    Duration span = past ? YEAR : HOURS;
    Instant from = past ? until.minus(HOURS).minus(YEAR) : until.minus(HOURS);
    long steps = past ? history : live;
    long step = past ? number : number - history;
    return from.plusMillis(span.toMillis() * step / steps);
  }

  private OrderCreated created(int number, Instant time, SplittableRandom random) {
    double skewed = random.nextDouble() * random.nextDouble();
    CustomerKey customer = customer((int) (skewed * customers));
    String id = "order-" + number;
    List<OrderItem> items = new ArrayList<>(3);
    long total = 0;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int quantity = 1 + random.nextInt(3);
      long price = 50 + random.nextInt(100_000);
      total += quantity * price;
      items.add(
          new OrderItem(
              "sku-" + random.nextInt(5_000),
              Optional.of(GOODS.get(random.nextInt(GOODS.size()))),
              quantity,
              Optional.of(BigDecimal.valueOf(price, 2))));
    }
    return new OrderCreated(head("created", id, customer, time), id, new Money(total), items);
  }

  /** A customer by number, from 0. */
  public static CustomerKey customer(int number) {
    return new CustomerKey(TENANT, "customer-" + number);
  }

  private static Head head(String type, String about, CustomerKey customer, Instant time) {
    return new Head("order." + type + ":" + about, customer, time, SOURCE);
  }
}
