package shop.crm.topology.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.event.ChangeEvent;
import shop.crm.schemas.event.ChangeEvent.Cause;
import shop.crm.schemas.event.ChangeEvent.SegmentChanged;
import shop.crm.schemas.event.ChangeEvent.TierChanged;
import shop.crm.schemas.profile.LoyaltyEntry;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.Erasure;
import shop.crm.schemas.state.Memberships;
import shop.crm.schemas.state.OrderState;
import shop.crm.topology.domain.segment.Membership;

/**
 * What an erasure makes of a customer: nothing, unless facts that are newer than the erasure were
 * there before it; they begin a new customer of the same id.
 */
public final class Erasures {

  private Erasures() {}

  /**
   * What is left.
   *
   * @param erasure what remains of the erased customer
   * @param changes what is published of the erased customer's end
   * @param successor the new customer, where newer facts were there already
   */
  public record Outcome(Erasure erasure, List<ChangeEvent> changes, Optional<Decision> successor) {

    public Outcome {
      changes = List.copyOf(changes);
    }
  }

  /**
   * What an erasure makes of what is known; nothing where it, or a later one, was taken before.
   *
   * @param at facts up to then are erased
   * @param version the version of the profile that the erasure brought
   * @param orders every order of the customer, with all its refunds; looked at once, for there may
   *     be very many
   * @param entries every entry of the ledger, likewise
   */
  public static Optional<Outcome> erase(
      CustomerKey key,
      Customers.Known known,
      Instant at,
      long version,
      Stream<OrderState> orders,
      Stream<LoyaltyEntry> entries,
      Judgement judgement,
      Instant now) {
    Optional<Instant> before =
        known
            .customer()
            .flatMap(CustomerState::erasedAt)
            .or(() -> known.erasure().map(Erasure::at));
    if (before.isPresent() && !at.isAfter(before.get())) {
      return Optional.empty();
    }
    Memberships kept =
        known
            .customer()
            .map(customer -> customer.memberships().byHandAfter(at))
            .orElse(Memberships.NONE);
    List<ChangeEvent> changes =
        known
            .customer()
            .map(customer -> end(key, customer, kept, judgement, now))
            .orElse(List.of());
    long sequence =
        known
            .customer()
            .map(CustomerState::sequence)
            .or(() -> known.erasure().map(Erasure::sequence))
            .orElse(0L);
    Erasure erasure = new Erasure(at, version, sequence + changes.size());
    return Optional.of(
        new Outcome(
            erasure,
            changes,
            successor(
                key,
                erasure,
                orders.map(order -> since(order, at)).flatMap(Optional::stream).toList(),
                entries.filter(entry -> entry.at().isAfter(at)).toList(),
                kept,
                judgement,
                now)));
  }

  /** Leads the chain of changes back to where a new customer begins. */
  private static List<ChangeEvent> end(
      CustomerKey key, CustomerState customer, Memberships kept, Judgement judgement, Instant now) {
    Instant changedAt = now.truncatedTo(ChronoUnit.MICROS);
    List<ChangeEvent> changes = new ArrayList<>();
    long sequence = customer.sequence();
    String lowest = judgement.settings().loyalty().names().getFirst();
    String tier = customer.loyalty().tier();
    if (!tier.equals(lowest)) {
      changes.add(
          new TierChanged(key, ++sequence, tier, lowest, 0, false, Cause.ERASURE, changedAt));
    }
    if (customer.standing().isPresent()) {
      changes.add(
          new SegmentChanged(
              key, ++sequence, customer.standing(), Optional.empty(), Cause.ERASURE, changedAt));
    }
    Memberships left = customer.memberships();
    for (int number : kept.segments()) {
      left = left.without(number);
    }
    changes.addAll(Membership.end(key, left, sequence, judgement.segments(), changedAt));
    return changes;
  }

  private static Optional<Decision> successor(
      CustomerKey key,
      Erasure erasure,
      List<OrderState> orders,
      List<LoyaltyEntry> entries,
      Memberships kept,
      Judgement judgement,
      Instant now) {
    List<Instant> times =
        Stream.of(
                orders.stream().flatMap(OrderState::steps).map(OrderState.Step::time),
                entries.stream().map(LoyaltyEntry::at),
                Arrays.stream(kept.segments()).mapToObj(number -> kept.since(number).orElseThrow()))
            .flatMap(Function.identity())
            .sorted(Comparator.naturalOrder())
            .toList();
    if (times.isEmpty()) {
      return Optional.empty();
    }
    CustomerState stub =
        Customers.stub(times.getFirst(), judgement.settings(), Optional.of(erasure))
            .touched(times.getLast());
    CustomerState draft =
        Customers.recomputed(stub, orders, entries, judgement.settings())
            .withMemberships(kept, stub.sequence());
    boolean spends = draft.purchases().count() > 0;
    Decision decision =
        Assessment.reassess(
            key,
            Optional.empty(),
            spends
                ? draft.withPurchases(draft.purchases(), judgement.thresholds().version())
                : draft,
            judgement,
            Cause.ERASURE,
            now);
    return Optional.of(
        new Decision(
            decision.state(),
            orders,
            entries,
            decision.activities(),
            decision.changes(),
            Optional.of(stub.createdAt())));
  }

  /** What is left of an order without the facts up to a time. */
  private static Optional<OrderState> since(OrderState order, Instant at) {
    OrderState left =
        new OrderState(
            order.orderId(),
            order.created().filter(step -> step.time().isAfter(at)),
            order.completed().filter(step -> step.time().isAfter(at)),
            order.cancelled().filter(step -> step.time().isAfter(at)),
            order.refunds().stream().filter(step -> step.time().isAfter(at)).toList());
    return left.steps().findAny().isPresent() ? Optional.of(left) : Optional.empty();
  }
}
