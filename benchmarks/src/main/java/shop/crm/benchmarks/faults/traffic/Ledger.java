package shop.crm.benchmarks.faults.traffic;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;

/**
 * What was sent, order by order, and what it adds up to for each customer: the plain computation
 * that the service is held against. Safe for use by many threads.
 */
public final class Ledger {

  private final Map<String, Map<String, Entry>> customers = new TreeMap<>();
  private final Map<String, String> names = new HashMap<>();
  private long events;

  private static final class Entry {
    private long total;
    private long refunded;
    private boolean completed;

    private long net() {
      return Math.max(0, total - refunded);
    }
  }

  /**
   * What a customer's figures must be.
   *
   * @param orders how many
   * @param spent what they are worth after refunds
   * @param points one for each whole unit of an order that is completed
   */
  public record Account(long orders, Money spent, long points) {}

  /** An empty one. */
  public Ledger() {}

  /** Enters an event, each once. */
  public synchronized void enter(InboundEvent event) {
    events++;
    Map<String, Entry> orders =
        customers.computeIfAbsent(event.head().customer().customer(), _ -> new HashMap<>());
    switch (event) {
      case OrderCreated created ->
          orders.computeIfAbsent(created.orderId(), _ -> new Entry()).total =
              created.total().minor();
      case OrderCompleted completed -> orders.get(completed.orderId()).completed = true;
      case OrderRefunded refunded ->
          orders.get(refunded.orderId()).refunded += refunded.amount().minor();
      case OrderCancelled _, UserRegistered _ ->
          throw new IllegalArgumentException("the ledger does not know " + event.type().wire());
    }
  }

  /** Enters the first name that a customer was given. */
  synchronized void rename(String customer, String name) {
    names.put(customer, name);
  }

  /** The first name that a customer was given last; {@code null} as text for none. */
  public synchronized String name(String customer) {
    return names.getOrDefault(customer, "null");
  }

  /** All customers, in order. */
  public synchronized List<String> customers() {
    return customers.keySet().stream().sorted(Comparator.naturalOrder()).toList();
  }

  /** What a customer must have. */
  public synchronized Account of(String customer) {
    long spent = 0;
    long points = 0;
    Map<String, Entry> orders = customers.get(customer);
    for (Entry entry : orders.values()) {
      spent += entry.net();
      points += entry.completed ? entry.net() / 100 : 0;
    }
    return new Account(orders.size(), new Money(spent), points);
  }

  /** How many orders there are, and what they are worth, over all customers. */
  public synchronized Account sum() {
    long orders = 0;
    Money spent = Money.ZERO;
    long points = 0;
    for (String customer : customers.keySet()) {
      Account account = of(customer);
      orders += account.orders();
      spent = spent.plus(account.spent());
      points += account.points();
    }
    return new Account(orders, spent, points);
  }

  /** How many events were entered. */
  public synchronized long events() {
    return events;
  }
}
