package shop.crm.benchmarks.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;

/**
 * What good events add up to for each customer, however often each was sent. An order here is
 * placed once, and refunds stay below its amount. Safe for use by many threads.
 */
public final class OrderBooks {

  private final Map<String, Account> accounts = new HashMap<>();
  private final Set<String> known = new HashSet<>();

  private static final class Account {
    private long orders;
    private Money spent = Money.ZERO;

    private Figures figures() {
      return new Figures(orders, spent);
    }
  }

  /**
   * The figures of a customer.
   *
   * @param orders orders that count
   * @param spent what they are worth after refunds
   */
  public record Figures(long orders, Money spent) {}

  /** Empty ones. */
  public OrderBooks() {}

  /** Enters an event, unless one of its id was entered. */
  public synchronized void enter(InboundEvent event) {
    if (!known.add(event.head().id())) {
      return;
    }
    Account account =
        accounts.computeIfAbsent(event.head().customer().customer(), _ -> new Account());
    switch (event) {
      case OrderCreated created -> {
        account.orders++;
        account.spent = account.spent.plus(created.total());
      }
      case OrderRefunded refunded -> account.spent = account.spent.minusToZero(refunded.amount());
      case OrderCompleted _ -> {}
      case OrderCancelled _, UserRegistered _ ->
          throw new IllegalArgumentException("the books do not know " + event.type().wire());
    }
  }

  /** The customers that have any event. */
  public synchronized List<String> customers() {
    return accounts.keySet().stream().sorted().toList();
  }

  /** What a customer's figures must be. */
  public synchronized Figures of(String customer) {
    return accounts.get(customer).figures();
  }

  /** How many events were entered. */
  public synchronized long events() {
    return known.size();
  }
}
