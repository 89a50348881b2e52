package shop.crm.topology.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.event.ChangeEvent;
import shop.crm.schemas.event.ChangeEvent.Cause;
import shop.crm.schemas.event.ChangeEvent.SegmentChanged;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.event.ChangeEvent.TierChanged;
import shop.crm.schemas.event.InboundEvent;
import shop.crm.schemas.event.InboundEvent.OrderEvent;
import shop.crm.schemas.event.InboundEvent.UserRegistered;
import shop.crm.schemas.event.Thresholds;
import shop.crm.schemas.profile.Profile;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.Loyalty;
import shop.crm.schemas.state.OrderState;
import shop.crm.schemas.state.Purchases;

/**
 * The heart of the product: what a fact, time alone, or new thresholds make of a customer. Pure
 * functions of their arguments.
 */
public final class Customers {

  private Customers() {}

  /**
   * What a fact makes of a customer.
   *
   * @param before the customer as known so far, if at all
   * @param orderBefore the order that the fact is about as known so far, if at all
   * @param thresholds the monetary thresholds in force
   * @param now the clock
   * @return what is to be written and published; empty where the fact changes nothing, as a
   *     duplicate does
   */
  public static Optional<Decision> decide(
      Optional<CustomerState> before,
      Optional<OrderState> orderBefore,
      InboundEvent fact,
      Settings settings,
      Thresholds thresholds,
      Instant now) {
    return switch (fact) {
      case OrderEvent event -> order(before, orderBefore, event, settings, thresholds, now);
      case UserRegistered event -> registered(before, event, settings, thresholds, now);
    };
  }

  /**
   * The customer with what follows from orders computed anew from all of them. Scores, segment and
   * tier follow by {@link #reassess}.
   *
   * @param orders every order of the customer
   */
  public static CustomerState recomputed(
      CustomerState stored, Iterable<OrderState> orders, Settings settings) {
    Purchases purchases = Purchases.NONE;
    long points = 0;
    for (OrderState order : orders) {
      if (order.counts()) {
        purchases = purchases.with(order.orderedAt().orElseThrow(), order.net());
      }
      points += settings.loyalty().points(order.earning());
    }
    return withOrders(
        stored, purchases, stored.loyalty().withEarned(points), stored.spendVersion());
  }

  private static Optional<Decision> order(
      Optional<CustomerState> before,
      Optional<OrderState> orderBefore,
      OrderEvent event,
      Settings settings,
      Thresholds thresholds,
      Instant now) {
    OrderState old = orderBefore.orElseGet(() -> OrderState.unknown(event.orderId()));
    OrderState order = OrderFold.fold(old, event);
    Instant time = event.head().time();
    if (order == old) {
      return OrderFold.keeps(old, event.head().id()) ? Optional.empty() : known(before, time);
    }
    CustomerState customer = touched(before.orElseGet(() -> stub(time, settings)), time);
    Purchases purchases = moved(customer.purchases(), old, order);
    long earned =
        settings.loyalty().points(order.earning()) - settings.loyalty().points(old.earning());
    Loyalty loyalty = customer.loyalty().withEarned(customer.loyalty().earned() + earned);
    boolean spendMoved =
        !purchases.spent().equals(customer.purchases().spent())
            || (purchases.count() == 0) != (customer.purchases().count() == 0);
    CustomerState draft =
        withOrders(
            customer,
            purchases,
            loyalty,
            spendMoved ? thresholds.version() : customer.spendVersion());
    Decision decision =
        reassess(event.head().customer(), draft, settings, thresholds, Cause.ORDER, now);
    return Optional.of(
        new Decision(
            decision.state(), Optional.of(order), decision.activities(), decision.changes()));
  }

  /** A fact that another one outdoes still tells since when the customer is known. */
  private static Optional<Decision> known(Optional<CustomerState> before, Instant time) {
    return before
        .filter(customer -> time.isBefore(customer.createdAt()))
        .map(
            customer ->
                new Decision(touched(customer, time), Optional.empty(), List.of(), List.of()));
  }

  private static Optional<Decision> registered(
      Optional<CustomerState> before,
      UserRegistered event,
      Settings settings,
      Thresholds thresholds,
      Instant now) {
    Instant time = event.head().time();
    boolean known = before.isPresent();
    CustomerState customer = before.orElseGet(() -> stub(time, settings));
    Profile profile = known ? customer.profile().filledFrom(event.profile()) : event.profile();
    if (known && profile.equals(customer.profile())) {
      return known(before, time);
    }
    CustomerState touched = touched(customer, time);
    long version = known ? customer.version() + 1 : customer.version();
    long sequence = customer.sequence() + 1;
    CustomerState draft =
        new CustomerState(
            touched.createdAt(),
            touched.updatedAt(),
            version,
            profile,
            customer.purchases(),
            customer.loyalty(),
            customer.standing(),
            sequence,
            customer.spendVersion(),
            customer.erasedAt(),
            customer.due());
    Decision decision =
        reassess(event.head().customer(), draft, settings, thresholds, Cause.ORDER, now);
    List<Activity> activities = new ArrayList<>();
    activities.add(new Activity.Registered(time, sequence, event.head().id(), version));
    activities.addAll(decision.activities());
    return Optional.of(
        new Decision(decision.state(), Optional.empty(), activities, decision.changes()));
  }

  /**
   * What time alone, or new thresholds or rules, make of a customer: brings tier, scores, segment
   * and due time into line with the rest of the state.
   *
   * @param cause what the changes are put down to
   */
  public static Decision reassess(
      CustomerKey key,
      CustomerState draft,
      Settings settings,
      Thresholds thresholds,
      Cause cause,
      Instant now) {
    Instant changedAt = now.truncatedTo(ChronoUnit.MICROS);
    List<ChangeEvent> changes = new ArrayList<>(2);
    long sequence = draft.sequence();
    String tier = settings.loyalty().tier(draft.loyalty().tierPoints());
    String oldTier = draft.loyalty().tier();
    if (!tier.equals(oldTier)) {
      boolean up = settings.loyalty().rank(tier) > settings.loyalty().rank(oldTier);
      long tierPoints = draft.loyalty().tierPoints();
      changes.add(
          new TierChanged(key, ++sequence, oldTier, tier, tierPoints, up, cause, changedAt));
    }
    Optional<Standing> standing = standing(draft.purchases(), settings, thresholds, now);
    if (!standing.map(Standing::segment).equals(draft.standing().map(Standing::segment))) {
      changes.add(
          new SegmentChanged(key, ++sequence, draft.standing(), standing, cause, changedAt));
    }
    CustomerState state =
        new CustomerState(
            draft.createdAt(),
            draft.updatedAt(),
            draft.version(),
            draft.profile(),
            draft.purchases(),
            draft.loyalty().withTier(tier),
            standing,
            sequence,
            draft.spendVersion(),
            draft.erasedAt(),
            due(draft, settings, now));
    List<Activity> activities = new ArrayList<>(changes.size());
    changes.forEach(change -> activities.add(new Activity.Changed(change)));
    return new Decision(state, Optional.empty(), activities, changes);
  }

  /** The standing that follows from purchases; none where no order counts. */
  public static Optional<Standing> standing(
      Purchases purchases, Settings settings, Thresholds thresholds, Instant now) {
    return purchases
        .last()
        .map(
            last ->
                settings
                    .rfm()
                    .standing(last, purchases.count(), purchases.spent(), thresholds, now));
  }

  /**
   * When to look again. Arming is lazy: a row that is armed early enough stays, fires once and arms
   * the right time then, so that an order, which only moves the time later, costs no write.
   */
  private static Optional<Instant> due(CustomerState draft, Settings settings, Instant now) {
    Optional<Instant> next =
        draft
            .purchases()
            .last()
            .flatMap(last -> settings.rfm().nextEdge(last, now))
            .map(Customers::ceilToMillis);
    boolean armedInTime =
        draft.due().isPresent() && next.map(at -> !draft.due().get().isAfter(at)).orElse(true);
    return armedInTime ? draft.due() : next;
  }

  private static Instant ceilToMillis(Instant instant) {
    Instant floor = instant.truncatedTo(ChronoUnit.MILLIS);
    return floor.equals(instant) ? floor : floor.plusMillis(1);
  }

  private static Purchases moved(Purchases purchases, OrderState old, OrderState order) {
    Purchases moved = purchases;
    if (old.counts() && order.counts() && old.orderedAt().equals(order.orderedAt())) {
      if (old.net().equals(order.net())) {
        return moved;
      }
    }
    if (old.counts()) {
      moved = moved.without(old.orderedAt().orElseThrow(), old.net());
    }
    if (order.counts()) {
      moved = moved.with(order.orderedAt().orElseThrow(), order.net());
    }
    return moved;
  }

  private static CustomerState stub(Instant time, Settings settings) {
    return new CustomerState(
        time,
        time,
        1,
        Profile.STUB,
        Purchases.NONE,
        Loyalty.none(settings.loyalty().names().getFirst()),
        Optional.empty(),
        0,
        -1,
        Optional.empty(),
        Optional.empty());
  }

  private static CustomerState touched(CustomerState state, Instant time) {
    boolean earliest = time.isBefore(state.createdAt());
    boolean latest = time.isAfter(state.updatedAt());
    if (!earliest && !latest) {
      return state;
    }
    return new CustomerState(
        earliest ? time : state.createdAt(),
        latest ? time : state.updatedAt(),
        state.version(),
        state.profile(),
        state.purchases(),
        state.loyalty(),
        state.standing(),
        state.sequence(),
        state.spendVersion(),
        state.erasedAt(),
        state.due());
  }

  private static CustomerState withOrders(
      CustomerState state, Purchases purchases, Loyalty loyalty, long spendVersion) {
    return new CustomerState(
        state.createdAt(),
        state.updatedAt(),
        state.version(),
        state.profile(),
        purchases,
        loyalty,
        state.standing(),
        state.sequence(),
        spendVersion,
        state.erasedAt(),
        state.due());
  }
}
