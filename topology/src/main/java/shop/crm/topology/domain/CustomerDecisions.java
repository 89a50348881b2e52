package shop.crm.topology.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.order.OrderState.Step;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.purchase.PurchaseGathering;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.schemas.model.segment.ManualMembership;

/**
 * The heart of the product: what a fact makes of a customer. Pure functions of their arguments. A
 * fact that changes nothing, as a duplicate or one from before an erasure does, decides nothing.
 */
public final class CustomerDecisions {

  private CustomerDecisions() {}

  /**
   * What is known of a customer's id.
   *
   * @param customer the customer, if there is one
   * @param erasure what remains of one that was erased, where there is none now
   */
  public record Known(Optional<CustomerState> customer, Optional<Erasure> erasure) {

    /** Nothing at all. */
    public static final Known NOTHING = new Known(Optional.empty(), Optional.empty());

    /** Which life of the id it is that a fact is of now. */
    public long life() {
      return customer.map(CustomerState::life).or(() -> erasure.map(Erasure::life)).orElse(0L);
    }

    private boolean isErased(Instant fact) {
      return erasedAt().map(erased -> !fact.isAfter(erased)).orElse(false);
    }

    /** When a customer of this id was last erased. */
    public Optional<Instant> erasedAt() {
      return customer.flatMap(CustomerState::erasedAt).or(() -> erasure.map(Erasure::at));
    }

    private CustomerState orStub(Instant time, Settings settings) {
      return customer.orElseGet(() -> stub(time, settings, erasure));
    }
  }

  /**
   * What is known of an order, as far as an event about it needs that.
   *
   * @param order the order, if there is one
   * @param beside the refund that the event is about, if one is stored beside the order
   * @param isAside whether it was kept aside: it counts for nothing yet
   */
  public record KnownOrder(Optional<OrderState> order, Optional<Refund> beside, boolean isAside) {

    /** Nothing at all. */
    public static final KnownOrder NOTHING = whole(Optional.empty());

    /** One that counts where it should. */
    public KnownOrder(Optional<OrderState> order, Optional<Refund> beside) {
      this(order, beside, false);
    }

    /** An order with all its refunds. */
    public static KnownOrder whole(Optional<OrderState> order) {
      return new KnownOrder(order, Optional.empty());
    }

    /** An order with all its refunds that was kept aside, if there is one. */
    public static KnownOrder aside(Optional<OrderState> order) {
      return new KnownOrder(order, Optional.empty(), true);
    }

    private OrderState orUnknown(String orderId) {
      return order.orElseGet(() -> OrderState.unknown(orderId));
    }
  }

  /**
   * What an event about an order makes of a customer.
   *
   * @param knownOrder the order as known so far
   * @param scoring by what the customer is judged
   * @param now the clock
   */
  public static Optional<Decision> decide(
      Known known, KnownOrder knownOrder, OrderEvent event, ScoringContext scoring, Instant now) {
    Instant time = event.head().time();
    if (known.isErased(time)) {
      return Optional.empty();
    }
    OrderState before = knownOrder.orUnknown(event.orderId());
    OrderState order = OrderFold.fold(before, knownOrder.beside(), event);
    if (order == before) {
      return OrderFold.keeps(before, knownOrder.beside(), event.head().id())
          ? Optional.empty()
          : outdone(known, time);
    }
    Settings settings = scoring.settings();
    CustomerState customer = known.orStub(time, settings).touched(time);
    OrderState old = before;
    if (knownOrder.isAside()) {
      old = OrderState.unknown(event.orderId());
      for (Step told : OrderFold.facts(before).toList()) {
        customer = customer.touched(told.time());
      }
    }
    Purchases purchases = moved(customer.purchases(), old, order);
    long earned =
        settings.loyalty().points(order.earning()) - settings.loyalty().points(old.earning());
    boolean spendMoved =
        !purchases.spent().equals(customer.purchases().spent())
            || (purchases.count() == 0) != (customer.purchases().count() == 0);
    CustomerState draft =
        customer
            .withLoyalty(customer.loyalty().withEarned(customer.loyalty().earned() + earned))
            .withPurchases(
                purchases, spendMoved ? scoring.thresholds().version() : customer.spendVersion());
    return Optional.of(
        Assessment.reassess(
                event.head().customer(), known.customer(), draft, scoring, Cause.ORDER, now)
            .with(order)
            .seenAfter(known.customer()));
  }

  /**
   * Whether an event is about an order that nobody has placed since the customer of that id was
   * erased: it brings nobody back, and is kept aside until the order's creation comes, if it does.
   *
   * @param knownOrder the order as far as it counts
   */
  public static boolean isOfNobody(Known known, KnownOrder knownOrder, OrderEvent event) {
    return known.erasedAt().isPresent()
        && knownOrder.order().isEmpty()
        && !(event instanceof InboundEvent.OrderCreated);
  }

  /**
   * What is kept aside once an event is told of an order that nobody has placed; nothing where that
   * is what was kept before.
   *
   * @param aside what was kept before
   */
  public static Optional<OrderState> aside(Known known, KnownOrder aside, OrderEvent event) {
    if (known.isErased(event.head().time())) {
      return Optional.empty();
    }
    OrderState before = aside.orUnknown(event.orderId());
    OrderState after = OrderFold.fold(before, aside.beside(), event);
    return after == before ? Optional.empty() : Optional.of(OrderFold.withoutReason(after));
  }

  /** A fact that another one outdoes still tells since when the customer is known. */
  private static Optional<Decision> outdone(Known known, Instant time) {
    return known
        .customer()
        .filter(customer -> time.isBefore(customer.createdAt()))
        .map(
            customer ->
                Decision.of(customer.touched(time), List.of(), List.of())
                    .seenAfter(known.customer()));
  }

  /**
   * What a version of the profile makes of a customer; older versions than the known one nothing.
   * An erasure that the record tells of must have been taken before.
   */
  public static Optional<Decision> decide(
      Known known, ProfileRecord.Known record, ScoringContext scoring, Instant now) {
    CustomerState customer = known.orStub(record.createdAt(), scoring.settings());
    if (record.version() <= customer.version()) {
      return Optional.empty();
    }
    long sequence = customer.sequence() + 1;
    CustomerState draft =
        customer
            .touched(record.createdAt())
            .touched(record.updatedAt())
            .withProfile(record.profile(), record.version(), sequence)
            .withErasedAt(customer.erasedAt().or(record::erasedAt));
    return Optional.of(
        Assessment.reassess(record.customer(), known.customer(), draft, scoring, Cause.PROFILE, now)
            .withFirst(new Activity.Revised(sequence, record.version(), record.revision())));
  }

  /**
   * What an entry of the ledger makes of a customer.
   *
   * @param isKnown whether it was taken before
   */
  public static Optional<Decision> decide(
      Known known, boolean isKnown, LoyaltyEntry entry, ScoringContext scoring, Instant now) {
    if (isKnown || known.isErased(entry.at())) {
      return Optional.empty();
    }
    CustomerState customer = known.orStub(entry.at(), scoring.settings()).touched(entry.at());
    CustomerState draft = customer.withLoyalty(customer.loyalty().with(entry));
    return Optional.of(
        Assessment.reassess(entry.customer(), known.customer(), draft, scoring, Cause.LOYALTY, now)
            .with(entry)
            .seenAfter(known.customer()));
  }

  /**
   * What it makes of a customer to be put into a segment by hand, or taken out. Of a segment that
   * was deleted since nothing.
   */
  public static Optional<Decision> decide(
      Known known, ManualMembership fact, ScoringContext scoring, Instant now) {
    if (known.isErased(fact.at()) || scoring.segments().isDeleted(fact.number())) {
      return Optional.empty();
    }
    CustomerState customer = known.orStub(fact.at(), scoring.settings()).touched(fact.at());
    Memberships before = customer.memberships();
    if (fact.sequence() <= before.sequence(fact.number())) {
      return Optional.empty();
    }
    boolean moves = fact.member() != before.isIn(fact.number());
    Instant since = before.since(fact.number()).filter(at -> !moves).orElse(fact.at());
    Memberships after = before.byHand(fact.number(), fact.sequence(), fact.member(), since);
    long sequence = customer.sequence() + (moves ? 1 : 0);
    Decision decision =
        Assessment.reassess(
                fact.customer(),
                known.customer(),
                customer.withMemberships(after, sequence),
                scoring,
                Cause.MANUAL,
                now)
            .seenAfter(known.customer());
    return Optional.of(
        moves
            ? decision.withFirst(
                new MembershipChanged(
                    fact.customer(),
                    sequence,
                    fact.segmentId(),
                    fact.segmentName(),
                    fact.member(),
                    Cause.MANUAL,
                    now.truncatedTo(ChronoUnit.MICROS)))
            : decision);
  }

  /**
   * The customer with what follows from orders and entries computed anew from all of them. Scores,
   * segment and tier follow by {@link Assessment#reassess}.
   */
  public static CustomerState recomputed(
      CustomerState stored,
      Iterable<OrderState> orders,
      Iterable<LoyaltyEntry> entries,
      Settings settings) {
    PurchaseGathering purchases = new PurchaseGathering();
    long earned = 0;
    for (OrderState order : orders) {
      if (order.counts()) {
        purchases.add(order.orderedAt().orElseThrow(), order.net());
      }
      earned += settings.loyalty().points(order.earning());
    }
    Loyalty loyalty = Loyalty.none(stored.loyalty().tier()).withEarned(earned);
    for (LoyaltyEntry entry : entries) {
      loyalty = loyalty.with(entry);
    }
    return stored
        .withLoyalty(loyalty)
        .withPurchases(purchases.after(stored.purchases()), stored.spendVersion());
  }

  static CustomerState stub(Instant time, Settings settings, Optional<Erasure> erasure) {
    String lowestTier = settings.loyalty().names().getFirst();
    return erasure
        .map(it -> CustomerState.beginAfter(it, time, lowestTier))
        .orElseGet(() -> CustomerState.begin(time, lowestTier));
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
}
