package shop.crm.standalone.shop;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.topology.domain.RfmRules;

/**
 * The shop's own account of its customers, kept from the events as they were sent, each once: what
 * the service should come to. Holds one shop's history in memory.
 */
public final class ShopBooks {

  private final Map<String, Map<String, Order>> customers = new TreeMap<>();

  private record Order(Money total, Instant at, Money refunded, boolean cancelled) {
    Money net() {
      return total.minusToZero(refunded);
    }
  }

  /**
   * What the books say of one customer.
   *
   * @param id the customer's id
   * @param orders orders that count
   * @param spent what they come to, less refunds
   * @param refunded what was given back
   * @param segment the segment, of who has an order that counts
   */
  public record Account(
      String id, int orders, Money spent, Money refunded, Optional<RfmSegment> segment) {}

  /** Takes one event in; steps of an order follow its creation. */
  public void add(InboundEvent event) {
    Map<String, Order> orders =
        customers.computeIfAbsent(event.head().customer().customer(), _ -> new HashMap<>());
    switch (event) {
      case UserRegistered _, OrderCompleted _ -> {}
      case OrderCreated created ->
          orders.put(
              created.orderId(),
              new Order(created.total(), created.head().time(), Money.ZERO, false));
      case OrderCancelled cancelled ->
          orders.computeIfPresent(
              cancelled.orderId(), (_, o) -> new Order(o.total(), o.at(), o.refunded(), true));
      case OrderRefunded refund ->
          orders.computeIfPresent(
              refund.orderId(),
              (_, o) ->
                  new Order(o.total(), o.at(), o.refunded().plus(refund.amount()), o.cancelled()));
    }
  }

  /** Every customer as they stand at {@code now}, by id, with exact thresholds. */
  public List<Account> accounts(RfmRules rules, Instant now) {
    Thresholds thresholds = thresholds(now);
    List<Account> accounts = new ArrayList<>();
    customers.forEach(
        (id, all) -> {
          List<Order> counting = counting(all.values());
          Money spent = spent(counting);
          Money refunded = counting.stream().map(Order::refunded).reduce(Money.ZERO, Money::plus);
          Optional<RfmSegment> segment =
              counting.stream()
                  .map(Order::at)
                  .max(Instant::compareTo)
                  .map(last -> rules.standing(last, counting.size(), spent, thresholds, now))
                  .map(standing -> standing.segment());
          accounts.add(new Account(id, counting.size(), spent, refunded, segment));
        });
    return accounts;
  }

  private Thresholds thresholds(Instant now) {
    List<Money> spends =
        customers.values().stream()
            .map(orders -> counting(orders.values()))
            .filter(counting -> !counting.isEmpty())
            .map(ShopBooks::spent)
            .sorted()
            .toList();
    if (spends.isEmpty()) {
      return Thresholds.NONE;
    }
    List<Optional<Money>> quintiles = new ArrayList<>();
    for (int k = 1; k <= 4; k++) {
      // Where at least so many spent less: the first that spent more than the last of these.
      Money last = spends.get(Math.max(1, k * spends.size() / 5) - 1);
      quintiles.add(spends.stream().filter(spent -> spent.compareTo(last) > 0).findFirst());
    }
    return new Thresholds(1, quintiles, spends.size(), now);
  }

  private static List<Order> counting(Collection<Order> orders) {
    return orders.stream().filter(order -> !order.cancelled()).toList();
  }

  private static Money spent(List<Order> counting) {
    return counting.stream().map(Order::net).reduce(Money.ZERO, Money::plus);
  }
}
