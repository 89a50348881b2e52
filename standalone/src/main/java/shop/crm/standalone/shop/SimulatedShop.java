package shop.crm.standalone.shop;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.fact.InboundType;
import shop.crm.standalone.shop.BuyerModel.Buyer;
import shop.crm.standalone.shop.Catalogue.Basket;

/**
 * A shop's business as an endless sequence of events in order of time, from the start of its
 * history on. Customers arrive evenly (a Poisson process), each with a first order; from then on
 * they buy as {@link BuyerModel} says. An order is mostly completed hours to days later, at times
 * cancelled, and at times refunded in part or in full after it was completed.
 *
 * <p>The sequence follows from the settings alone; two settings that differ only in the end have
 * equal sequences, moved in time. Not safe for use by several threads.
 */
public final class SimulatedShop {

  /** The CloudEvents source of its events. */
  public static final String SOURCE = "/shop/demo";

  /** Makes values of an American shop of 1997 those of a Ukrainian one: a mean of 1,400 UAH. */
  static final double HRYVNIAS_PER_DOLLAR = 40;

  private static final double CANCELLED = .03;
  private static final double REFUNDED = .04;
  private static final double REFUNDED_IN_FULL = .4;
  private static final List<String> REASONS =
      List.of("changed-mind", "out-of-stock", "payment-failed", "duplicate");

  private static final double MILLIS_PER_WEEK = Duration.ofDays(7).toMillis();
  private static final double MILLIS_PER_HOUR = Duration.ofHours(1).toMillis();

  /** Who would next buy later than that never comes back: it keeps the agenda bounded. */
  private static final double HORIZON_MILLIS = Duration.ofDays(3 * 365).toMillis();

  private final ShopSettings settings;
  private final Draws draws;
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
  private long scheduled;
  private int customers;
  private int orders;

  /** A shop at the start of its history. */
  public SimulatedShop(ShopSettings settings) {
    this.settings = settings;
    this.draws = new Draws(new SplittableRandom(settings.seed()));
    scheduleArrival(settings.start().toEpochMilli());
  }

  private sealed interface Step {
    record Arrival() implements Step {}

    record Purchase(Customer customer, boolean first) implements Step {}

    record Outcome(InboundEvent event) implements Step {}
  }

  private record Due(long at, long number, Step step) {}

  private record Customer(CustomerKey key, Buyer buyer) {}

  /** What happens next. */
  public InboundEvent next() {
    Due due = agenda.remove();
    return switch (due.step()) {
      case Step.Arrival _ -> arrive(due.at());
      case Step.Purchase purchase -> buy(purchase.customer(), purchase.first(), due.at());
      case Step.Outcome outcome -> outcome.event();
    };
  }

  private InboundEvent arrive(long at) {
    scheduleArrival(at);
    customers++;
    String id = String.format(Locale.ROOT, "cust-%05d", customers);
    CustomerKey key = new CustomerKey(settings.tenant(), id);
    Customer customer = new Customer(key, BuyerModel.CDNOW.buyer(draws));
    schedule(hoursAfter(at, draws.random().nextDouble() / 2), new Step.Purchase(customer, true));
    return new UserRegistered(
        head(InboundType.USER_REGISTERED, id, key, at), People.person(customers, draws));
  }

  private InboundEvent buy(Customer customer, boolean first, long at) {
    orders++;
    String order = String.format(Locale.ROOT, "ord-%06d", orders);
    double dollars = BuyerModel.CDNOW.orderValue(customer.buyer(), draws);
    Basket basket = Catalogue.basket(dollars * HRYVNIAS_PER_DOLLAR, draws);
    decideOutcome(customer.key(), order, basket.total(), at);
    if (first || !draws.chance(customer.buyer().dropout())) {
      double wait = draws.wait(customer.buyer().ordersPerWeek()) * MILLIS_PER_WEEK;
      if (wait < HORIZON_MILLIS) {
        schedule(at + Math.max(1, (long) wait), new Step.Purchase(customer, false));
      }
    }
    return new OrderCreated(
        head(InboundType.ORDER_CREATED, order, customer.key(), at),
        order,
        basket.total(),
        basket.items());
  }

  private void decideOutcome(CustomerKey customer, String order, Money total, long placed) {
    if (draws.chance(CANCELLED)) {
      long at = hoursAfter(placed, 1 + 23 * draws.random().nextDouble());
      Head head = head(InboundType.ORDER_CANCELLED, order, customer, at);
      scheduleOutcome(at, new OrderCancelled(head, order, Optional.of(draws.any(REASONS))));
      return;
    }
    long completed = hoursAfter(placed, Math.min(240, 2 + draws.wait(1 / 30.0)));
    Head head = head(InboundType.ORDER_COMPLETED, order, customer, completed);
    scheduleOutcome(completed, new OrderCompleted(head, order, Optional.of(total)));
    if (draws.chance(REFUNDED)) {
      long at = hoursAfter(completed, 24 * (1 + 13 * draws.random().nextDouble()));
      String refund = "ref-" + order.substring("ord-".length());
      scheduleOutcome(
          at,
          new OrderRefunded(
              head(InboundType.ORDER_REFUNDED, refund, customer, at),
              order,
              refund,
              refunded(total)));
    }
  }

  private Money refunded(Money total) {
    double share = draws.chance(REFUNDED_IN_FULL) ? 1 : .1 + .6 * draws.random().nextDouble();
    return new Money(Math.max(1, Math.round(total.minor() * share)));
  }

  private Head head(InboundType type, String about, CustomerKey customer, long at) {
    return new Head(
        "shop:" + type.wire() + ":" + about, customer, Instant.ofEpochMilli(at), SOURCE);
  }

  private void scheduleArrival(long after) {
    double perMilli = settings.customers() / (double) ShopSettings.HISTORY.toMillis();
    schedule(after + Math.max(1, (long) draws.wait(perMilli)), new Step.Arrival());
  }

  private void scheduleOutcome(long at, InboundEvent event) {
    schedule(at, new Step.Outcome(event));
  }

  private void schedule(long at, Step step) {
    agenda.add(new Due(at, scheduled++, step));
  }

  private static long hoursAfter(long at, double hours) {
    return at + Math.max(1, Math.round(hours * MILLIS_PER_HOUR));
  }
}
