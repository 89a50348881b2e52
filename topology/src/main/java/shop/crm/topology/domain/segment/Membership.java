package shop.crm.topology.domain.segment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.TenantSegments.Segment;

/**
 * What segments a customer belongs to, beside those they are in.
 *
 * @param state the customer in those segments
 * @param changes a change for each segment entered or left, by number
 * @param nextChange up to when time alone changes nothing of it, microseconds since 1970; {@link
 *     SegmentRule#NEVER} where it never does
 */
public record Membership(CustomerState state, List<ChangeEvent> changes, long nextChange) {

  /** What a move into a segment or out of it is put down to. */
  public interface Because {
    Cause of(Segment segment, boolean entered);
  }

  /**
   * Brings a customer's memberships into line with the rest of the state.
   *
   * @param predictions what conditions see of the future
   * @param because what moves are put down to, but those between segments that have changed since
   * @param since the revision of the segments to which the customer was brought before
   */
  public static Membership of(
      CustomerKey key,
      CustomerState draft,
      TenantSegments segments,
      Predictions predictions,
      Because because,
      long since,
      Instant now) {
    Memberships before = draft.memberships();
    if (segments == TenantSegments.NONE) {
      return new Membership(draft, List.of(), SegmentRule.NEVER);
    }
    Subject subject = new Subject(key, draft, predictions, now);
    Memberships after = before;
    List<ChangeEvent> changes = new ArrayList<>();
    long sequence = draft.sequence();
    for (int number : before.known()) {
      if (segments.isDeleted(number)) {
        after = after.without(number);
        if (before.isIn(number)) {
          Segment gone = segments.numbered(number).orElseThrow();
          changes.add(change(key, ++sequence, gone, false, Cause.DEFINITION, now));
        }
      }
    }
    long next = SegmentRule.NEVER;
    for (Segment segment : segments.dynamic()) {
      long outlook = segment.rule().orElseThrow().outlook(subject);
      boolean belongs = Rule.holds(outlook);
      if (belongs != before.isIn(segment.number())) {
        after = belongs ? after.with(segment.number(), now) : after.without(segment.number());
        boolean anew = segment.record().revision() > since;
        Cause cause = anew ? Cause.DEFINITION : because.of(segment, belongs);
        changes.add(change(key, ++sequence, segment, belongs, cause, now));
      }
      next = Math.min(next, Rule.change(outlook));
    }
    return new Membership(
        after == before ? draft : draft.withMemberships(after, sequence), changes, next);
  }

  /**
   * What some segments would change about a customer: where they are, or when they are looked at
   * again; empty where they would change nothing.
   */
  public static Optional<String> difference(
      CustomerKey key,
      CustomerState state,
      List<Segment> segments,
      Predictions predictions,
      Instant now) {
    Subject subject = new Subject(key, state, predictions, now);
    // What is due is rounded up to a millisecond.
    long soonEnough = state.due().map(Micros::of).orElse(SegmentRule.NEVER) - 1_000;
    for (Segment segment : segments) {
      boolean isIn = state.memberships().isIn(segment.number());
      if (segment.isDeleted() && state.memberships().knows(segment.number())) {
        return Optional.of("still knows deleted segment " + segment.record().id());
      }
      if (segment.rule().isPresent()) {
        long outlook = segment.rule().get().outlook(subject);
        if (Rule.holds(outlook) != isIn) {
          return Optional.of(
              (isIn ? "in segment " : "not in segment ")
                  + segment.record().id()
                  + (isIn ? ", whose conditions do not hold" : ", whose conditions hold"));
        }
        if (Rule.change(outlook) <= soonEnough) {
          return Optional.of(
              "armed too late for segment "
                  + segment.record().id()
                  + ", which may change at "
                  + Micros.toInstant(Rule.change(outlook)));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a customer meets the conditions of a segment, if it has any. */
  public static boolean belongs(
      CustomerKey key, CustomerState state, Segment segment, Predictions predictions, Instant now) {
    Subject subject = new Subject(key, state, predictions, now);
    return segment.rule().map(rule -> Rule.holds(rule.outlook(subject))).orElse(false);
  }

  /** Lets a customer go from every segment, because the customer is no more. */
  public static List<ChangeEvent> end(
      CustomerKey key, Memberships in, long sequence, TenantSegments segments, Instant now) {
    List<ChangeEvent> changes = new ArrayList<>();
    for (int number : in.segments()) {
      Optional<Segment> segment = segments.numbered(number);
      if (segment.isPresent()) {
        changes.add(
            change(key, sequence + changes.size() + 1, segment.get(), false, Cause.ERASURE, now));
      }
    }
    return changes;
  }

  private static ChangeEvent change(
      CustomerKey key, long sequence, Segment segment, boolean entered, Cause cause, Instant at) {
    return new MembershipChanged(
        key, sequence, segment.record().id(), segment.record().name(), entered, cause, at);
  }
}
