package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import shop.crm.standalone.Crowd.Buyer;
import shop.crm.standalone.Crowd.Order;

/**
 * A condition as it is written, and beside it what it means, straight from the facts.
 *
 * @param json as the service takes it
 * @param meaning whether it holds of a customer at a time
 */
record Clause(JsonNode json, Meaning meaning) {

  /** Whether something holds of a customer at a time. */
  interface Meaning {
    boolean holds(Buyer buyer, Instant now);
  }

  boolean holds(Buyer buyer, Instant now) {
    return meaning.holds(buyer, now);
  }

  /** Some condition: a leaf, or some of them in a group. */
  static Clause some(SplittableRandom random, Instant base) {
    return switch (random.nextInt(6)) {
      case 0 -> any(leaf(random, base), leaf(random, base));
      case 1 -> not(leaf(random, base));
      case 2 -> not(any(leaf(random, base), leaf(random, base)));
      default -> leaf(random, base);
    };
  }

  private static Clause leaf(SplittableRandom random, Instant base) {
    int days = 1 + random.nextInt(240);
    int spent = random.nextInt(1_500);
    return switch (random.nextInt(9)) {
      case 0 -> spentAtLeast(spent);
      case 1 -> ordersBetween(random.nextInt(3), 2 + random.nextInt(3));
      case 2 -> tagged(Crowd.TAGS.get(random.nextInt(Crowd.TAGS.size())));
      case 3 -> optIn();
      case 4 -> quietFor(days);
      case 5 -> firstOrderSince(base.minus(Duration.ofDays(days)).minusSeconds(17));
      case 6 -> ordersInLast(days, 1 + random.nextInt(3));
      case 7 -> spentInLast(days, spent);
      default -> daysSinceLastOrder(days);
    };
  }

  static Clause any(Clause... of) {
    return new Clause(
        Marketer.any(Stream.of(of).map(Clause::json).toArray(JsonNode[]::new)),
        (buyer, now) -> Stream.of(of).anyMatch(one -> one.holds(buyer, now)));
  }

  static Clause not(Clause of) {
    return new Clause(Marketer.not(of.json()), (buyer, now) -> !of.holds(buyer, now));
  }

  static Clause spentAtLeast(int amount) {
    return new Clause(
        Marketer.leaf("total_spent", "gte", amount),
        (buyer, _) -> spent(buyer.counting()) >= amount * 100L);
  }

  static Clause ordersBetween(int least, int most) {
    return new Clause(
        Marketer.leaf("total_orders", "between", List.of(least, most)),
        (buyer, _) -> buyer.counting().size() >= least && buyer.counting().size() <= most);
  }

  static Clause tagged(String tag) {
    return new Clause(Marketer.leaf("tags", "eq", tag), (buyer, _) -> buyer.tags().contains(tag));
  }

  static Clause optIn() {
    return new Clause(Marketer.leaf("email_opt_in", "eq", true), (buyer, _) -> buyer.emailOptIn());
  }

  /** The last order lies before so many days ago. */
  static Clause quietFor(int days) {
    return new Clause(
        Marketer.leaf("last_order_date", "lt", "-" + days + "d"),
        (buyer, now) -> last(buyer).filter(now.minus(Duration.ofDays(days))::isAfter).isPresent());
  }

  static Clause firstOrderSince(Instant time) {
    return new Clause(
        Marketer.leaf("first_order_date", "gte", time.toString()),
        (buyer, _) ->
            !buyer.counting().isEmpty()
                && buyer.counting().stream().noneMatch(order -> order.at().isBefore(time)));
  }

  static Clause ordersInLast(int days, int least) {
    return new Clause(
        Marketer.leaf("orders_in_last_days:" + days, "gte", least),
        (buyer, now) -> inLast(buyer, days, now).size() >= least);
  }

  static Clause spentInLast(int days, int amount) {
    return new Clause(
        Marketer.leaf("spent_in_last_days:" + days, "lte", amount),
        (buyer, now) -> spent(inLast(buyer, days, now)) <= amount * 100L);
  }

  static Clause daysSinceLastOrder(int most) {
    return new Clause(
        Marketer.leaf("days_since_last_order", "lte", most),
        (buyer, now) ->
            last(buyer).filter(at -> Duration.between(at, now).toDays() <= most).isPresent());
  }

  private static Optional<Instant> last(Buyer buyer) {
    return buyer.counting().stream().map(Order::at).max(Instant::compareTo);
  }

  private static List<Order> inLast(Buyer buyer, int days, Instant now) {
    Instant since = now.minus(Duration.ofDays(days));
    List<Order> in = new ArrayList<>(buyer.counting());
    in.removeIf(order -> order.at().isBefore(since));
    return in;
  }

  private static long spent(List<Order> orders) {
    return orders.stream().mapToLong(Order::net).sum();
  }
}
