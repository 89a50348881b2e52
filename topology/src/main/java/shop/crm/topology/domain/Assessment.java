package shop.crm.topology.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.customer.RfmMove;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.segment.Membership;
import shop.crm.topology.domain.segment.SegmentRule;

/** Judges a customer: tier, scores, segment, and when time alone will change them. */
public final class Assessment {

  private Assessment() {}

  /**
   * What time alone, or other rules, make of a customer: brings tier, scores, segments and due time
   * into line with the rest of the state.
   *
   * @param before the customer as stored, if there is one
   * @param draft the same after what happened
   * @param cause what happened: moves are put down to it as far as it brought them about
   */
  public static Decision reassess(
      CustomerKey key,
      Optional<CustomerState> before,
      CustomerState draft,
      ScoringContext scoring,
      Cause cause,
      Instant now) {
    return reassess(key, before, draft, scoring, cause, scoring.segments().revision(), now);
  }

  /**
   * The same, by a walk that follows other segments too.
   *
   * @param since moves that segments bring about which changed after this revision are put down to
   *     their definition, whatever else has changed
   */
  public static Decision reassess(
      CustomerKey key,
      Optional<CustomerState> before,
      CustomerState draft,
      ScoringContext scoring,
      Cause cause,
      long since,
      Instant now) {
    Instant changedAt = now.truncatedTo(ChronoUnit.MICROS);
    Settings settings = scoring.settings();
    List<ChangeEvent> changes = new ArrayList<>(2);
    long sequence = draft.sequence();
    String tier = settings.loyalty().tier(draft.loyalty().tierPoints());
    String oldTier = draft.loyalty().tier();
    if (!tier.equals(oldTier)) {
      boolean up = settings.loyalty().rank(tier) > settings.loyalty().rank(oldTier);
      long tierPoints = draft.loyalty().tierPoints();
      Cause because = Causes.ofTier(cause, before, tier, settings);
      changes.add(
          new TierChanged(
              key, ++sequence, new TierMove(oldTier, tier, up), tierPoints, because, changedAt));
    }
    Optional<Standing> standing = standing(draft.purchases(), settings, scoring.thresholds(), now);
    Optional<RfmSegment> oldSegment = draft.standing().map(Standing::segment);
    Memberships memberships = draft.memberships();
    if (!standing.map(Standing::segment).equals(oldSegment)) {
      Cause because = Causes.ofStanding(cause, before, standing, scoring, now);
      changes.add(
          new SegmentChanged(key, ++sequence, draft.standing(), standing, because, changedAt));
      memberships = memberships.moved(new RfmMove(changedAt, oldSegment));
    }
    CustomerState judged =
        draft
            .withLoyalty(draft.loyalty().withTier(tier))
            .withStanding(standing, sequence)
            .withMemberships(memberships, sequence);
    Membership membership =
        Membership.of(
            key,
            judged,
            scoring.segments(),
            scoring.predictions(),
            new MembershipCauses(cause, key, before, scoring, now),
            since,
            changedAt);
    changes.addAll(membership.changes());
    CustomerState state =
        membership.state().withDue(due(draft, settings, membership.nextChange(), now));
    List<Activity> activities = new ArrayList<>(changes.size());
    changes.forEach(change -> activities.add(new Activity.Changed(change)));
    return Decision.of(state, activities, changes);
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
  private static Optional<Instant> due(
      CustomerState draft, Settings settings, long segmentsChange, Instant now) {
    Optional<Instant> edge =
        draft.purchases().last().flatMap(last -> settings.rfm().nextEdge(last, now));
    Optional<Instant> next =
        (segmentsChange == SegmentRule.NEVER
                ? edge
                : edge.filter(at -> Micros.of(at) <= segmentsChange)
                    .or(() -> Optional.of(Micros.toInstant(segmentsChange))))
            .map(Assessment::ceilToMillis);
    boolean armedInTime =
        draft.due().isPresent() && next.map(at -> !draft.due().get().isAfter(at)).orElse(true);
    return armedInTime ? draft.due() : next;
  }

  private static Instant ceilToMillis(Instant instant) {
    Instant floor = instant.truncatedTo(ChronoUnit.MILLIS);
    return floor.equals(instant) ? floor : floor.plusMillis(1);
  }
}
