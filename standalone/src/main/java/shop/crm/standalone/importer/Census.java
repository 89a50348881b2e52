package shop.crm.standalone.importer;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import shop.crm.schemas.model.Money;

/** Counts what stands in the files. */
public final class Census {

  /** Beyond so many customers they are no longer told apart. */
  static final int MAX_CUSTOMERS_COUNTED = 1_000_000;

  private final Set<String> customers = new HashSet<>();
  private long orders;
  private long cancelled;
  private long pending;
  private long refunds;
  private Money ordered = Money.ZERO;
  private Money refunded = Money.ZERO;
  private Optional<Instant> first = Optional.empty();
  private Optional<Instant> last = Optional.empty();

  /**
   * What the files hold of orders.
   *
   * @param all how many there are
   * @param cancelled how many of them were cancelled
   * @param pending how many of them are under way
   * @param first when the first one was
   * @param last when the last one was
   */
  public record Orders(
      long all, long cancelled, long pending, Optional<Instant> first, Optional<Instant> last) {}

  /**
   * What the files hold.
   *
   * @param orders how many orders
   * @param refunds how many refunds, those that lines of orders tell included
   * @param customers how many customers, where {@code allCustomers}; else at least so many
   * @param ordered what the orders that were not cancelled come to
   * @param refunded what the refunds come to
   */
  public record Count(
      Orders orders,
      long refunds,
      long customers,
      boolean allCustomers,
      Money ordered,
      Money refunded) {

    /** Whether there was nothing to take. */
    public boolean isEmpty() {
      return orders.all() + refunds == 0;
    }
  }

  void add(HistoryLine.Good line) {
    if (customers.size() < MAX_CUSTOMERS_COUNTED) {
      customers.add(line.customer());
    }
    switch (line) {
      case HistoryLine.Order order -> {
        orders++;
        switch (order.status()) {
          case CANCELLED -> cancelled++;
          case PENDING -> pending++;
          case COMPLETED, REFUNDED -> {}
        }
        if (order.status() != OrderStatus.CANCELLED) {
          ordered = ordered.plus(order.total());
        }
        order.refund().ifPresent(this::refund);
        Instant time = order.time();
        first = Optional.of(first.filter(time::isAfter).orElse(time));
        last = Optional.of(last.filter(time::isBefore).orElse(time));
      }
      case HistoryLine.Refund refund -> refund(refund.amount());
    }
  }

  private void refund(Money amount) {
    refunds++;
    refunded = refunded.plus(amount);
  }

  Count count() {
    boolean all = customers.size() < MAX_CUSTOMERS_COUNTED;
    return new Count(
        new Orders(orders, cancelled, pending, first, last),
        refunds,
        customers.size(),
        all,
        ordered,
        refunded);
  }
}
