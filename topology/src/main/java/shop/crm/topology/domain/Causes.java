package shop.crm.topology.domain;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.RfmSegment;
import shop.crm.schemas.Scores;
import shop.crm.schemas.event.ChangeEvent.Cause;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.state.CustomerState;
import shop.crm.topology.domain.segment.Membership;
import shop.crm.topology.domain.segment.TenantSegments.Segment;

/**
 * What a move is put down to: what moved the score or the tier, and not what happened when it was
 * found. For whatever touches a customer brings them to time and rules, too: before the walk that
 * follows new thresholds comes by, and before the due index is drained.
 */
final class Causes {

  private Causes() {}

  /**
   * The cause of a move to another segment.
   *
   * @param occasion what happened
   * @param before the customer before that, as stored, if there was one
   * @param after where the customer stands now
   */
  static Cause ofStanding(
      Cause occasion,
      Optional<CustomerState> before,
      Optional<Standing> after,
      Judgement judgement,
      Instant now) {
    if (before.isEmpty()) {
      return occasion;
    }
    CustomerState stored = before.get();
    Optional<Standing> anyway =
        Assessment.standing(stored.purchases(), judgement.settings(), judgement.thresholds(), now);
    if (!anyway.map(Standing::segment).equals(after.map(Standing::segment))) {
      // Time and rules would have led elsewhere.
      return occasion;
    }
    boolean byTime =
        stored.due().filter(due -> !due.isAfter(now)).isPresent()
            && stored.standing().isPresent()
            && after.isPresent()
            && isByRecency(
                stored.standing().get().scores(), after.get(), judgement.settings().rfm());
    return byTime ? Cause.TIME : Cause.THRESHOLDS;
  }

  /** Whether recency alone leads to where the customer stands now. */
  private static boolean isByRecency(Scores before, Standing after, RfmRules rules) {
    int recency = after.scores().recency();
    RfmSegment there =
        rules.segments().get(new Scores(recency, before.frequency(), before.monetary()).cell());
    return recency != before.recency() && there == after.segment();
  }

  /**
   * The cause of a move into a segment that users define, or out of it. A fact is it unless the
   * customer as stored would have moved, too, once the walk or the due index came by.
   */
  static Cause ofMembership(
      Cause occasion,
      CustomerKey key,
      Optional<CustomerState> before,
      Segment segment,
      boolean entered,
      Judgement judgement,
      Instant now) {
    boolean byFact =
        switch (occasion) {
          case ORDER, PROFILE, LOYALTY, MANUAL -> true;
          case TIME, THRESHOLDS, DEFINITION, ERASURE -> false;
        };
    if (!byFact || before.isEmpty()) {
      return occasion;
    }
    CustomerState stored = before.get();
    if (belongs(key, inLine(stored, judgement, now), segment, judgement, now) != entered) {
      return occasion;
    }
    if (stored.due().filter(due -> !due.isAfter(now)).isPresent()) {
      return Cause.TIME;
    }
    boolean asStored = belongs(key, stored, segment, judgement, now) == entered;
    return asStored && !segment.predicts() ? Cause.DEFINITION : Cause.THRESHOLDS;
  }

  private static boolean belongs(
      CustomerKey key, CustomerState state, Segment segment, Judgement judgement, Instant now) {
    return Membership.belongs(key, state, segment, judgement.predictions(), now);
  }

  /** As time and rules alone would have the customer stand now. */
  private static CustomerState inLine(CustomerState stored, Judgement judgement, Instant now) {
    Settings settings = judgement.settings();
    String tier = settings.loyalty().tier(stored.loyalty().tierPoints());
    Optional<Standing> standing =
        Assessment.standing(stored.purchases(), settings, judgement.thresholds(), now);
    return stored
        .withLoyalty(stored.loyalty().withTier(tier))
        .withStanding(standing, stored.sequence());
  }

  /** The cause of a move to another tier: new rules, unless points have led there. */
  static Cause ofTier(
      Cause occasion, Optional<CustomerState> before, String after, Settings settings) {
    boolean anyway =
        before
            .map(stored -> settings.loyalty().tier(stored.loyalty().tierPoints()).equals(after))
            .orElse(false);
    return anyway ? Cause.THRESHOLDS : occasion;
  }
}
