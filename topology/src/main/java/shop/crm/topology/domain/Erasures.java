package shop.crm.topology.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.order.OrderState.Step;
import shop.crm.topology.domain.segment.Membership;

/**
 * What an erasure makes of a customer: nothing. Facts that are newer than the erasure and were
 * there before it are those of a new customer of the same id. There may be very many facts, so they
 * are taken one by one as the rows are deleted that they are kept in: as if they came only then.
 * What is told about an order that nobody has placed since begins nobody.
 */
public final class Erasures {

  private Erasures() {}

  /**
   * What is left.
   *
   * @param erasure what remains of the erased customer
   * @param changes what is published of the erased customer's end
   * @param successor the new customer, where one was put into a segment already
   */
  public record Outcome(Erasure erasure, List<ChangeEvent> changes, Optional<Decision> successor) {

    public Outcome {
      changes = List.copyOf(changes);
    }
  }

  /**
   * What an erasure makes of what is known; nothing where it, or a later one, was taken before.
   *
   * @param time facts up to then are erased
   * @param version the version of the profile that the erasure brought
   */
  public static Optional<Outcome> erase(
      CustomerKey key,
      CustomerDecisions.Known known,
      Instant time,
      long version,
      ScoringContext scoring,
      Instant now) {
    // As it is kept: two of one microsecond are the same.
    Instant at = time.truncatedTo(ChronoUnit.MICROS);
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
        known.customer().map(customer -> end(key, customer, kept, scoring, now)).orElse(List.of());
    long sequence =
        known
            .customer()
            .map(CustomerState::sequence)
            .or(() -> known.erasure().map(Erasure::sequence))
            .orElse(0L);
    Erasure erasure = new Erasure(at, version, sequence + changes.size());
    return Optional.of(new Outcome(erasure, changes, successor(key, erasure, kept, scoring, now)));
  }

  /** Leads the chain of changes back to where a new customer begins. */
  private static List<ChangeEvent> end(
      CustomerKey key,
      CustomerState customer,
      Memberships kept,
      ScoringContext scoring,
      Instant now) {
    Instant changedAt = now.truncatedTo(ChronoUnit.MICROS);
    List<ChangeEvent> changes = new ArrayList<>();
    long sequence = customer.sequence();
    String lowest = scoring.settings().loyalty().names().getFirst();
    String tier = customer.loyalty().tier();
    if (!tier.equals(lowest)) {
      changes.add(
          new TierChanged(
              key, ++sequence, new TierMove(tier, lowest, false), 0, Cause.ERASURE, changedAt));
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
    changes.addAll(Membership.end(key, left, sequence, scoring.segments(), changedAt));
    return changes;
  }

  /** Who was put into a segment by hand since begins a new customer. */
  private static Optional<Decision> successor(
      CustomerKey key, Erasure erasure, Memberships kept, ScoringContext scoring, Instant now) {
    List<Instant> times =
        Arrays.stream(kept.segments())
            .mapToObj(number -> kept.since(number).orElseThrow())
            .sorted()
            .toList();
    if (times.isEmpty()) {
      return Optional.empty();
    }
    CustomerState stub =
        CustomerDecisions.stub(times.getFirst(), scoring.settings(), Optional.of(erasure))
            .touched(times.getLast());
    return Optional.of(
        Assessment.reassess(
                key,
                Optional.empty(),
                stub.withMemberships(kept, stub.sequence()),
                scoring,
                Cause.ERASURE,
                now)
            .seenAfter(Optional.empty()));
  }

  /**
   * The facts about an order of an erased customer that are not erased: they are of whoever comes
   * after.
   *
   * @param order as it was stored; refunds that were stored beside it have to be looked at, too
   * @param at when the customer was erased
   */
  public static List<OrderEvent> newer(CustomerKey customer, OrderState order, Instant at) {
    // Those that were outdone, too: they tell since when there is an order.
    return OrderFold.facts(order)
        .filter(step -> step.time().isAfter(at))
        .map(step -> event(customer, order.orderId(), step))
        .toList();
  }

  /** The fact that a step of an order was kept of. */
  private static OrderEvent event(CustomerKey customer, String order, Step step) {
    Head head = new Head(step.eventId(), customer, step.time(), ChangeEvent.SOURCE);
    return switch (step) {
      case Created it -> new OrderCreated(head, order, it.total(), it.items(), it.orderedAt());
      case Completed it -> new OrderCompleted(head, order, it.total());
      case Cancelled it -> new OrderCancelled(head, order, it.reason());
      case Refund it -> new OrderRefunded(head, order, it.refundId(), it.amount());
    };
  }
}
