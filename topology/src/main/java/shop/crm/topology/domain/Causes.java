package shop.crm.topology.domain;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.CustomerState;

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
      ScoringContext scoring,
      Instant now) {
    if (before.isEmpty()) {
      return occasion;
    }
    CustomerState stored = before.get();
    Optional<Standing> anyway =
        Assessment.standing(stored.purchases(), scoring.settings(), scoring.thresholds(), now);
    if (!anyway.map(Standing::segment).equals(after.map(Standing::segment))) {
      // Time and rules would have led elsewhere.
      return occasion;
    }
    boolean byTime =
        stored.due().filter(due -> !due.isAfter(now)).isPresent()
            && stored.standing().isPresent()
            && after.isPresent()
            && isByRecency(stored.standing().get().scores(), after.get(), scoring.settings().rfm());
    return byTime ? Cause.TIME : Cause.THRESHOLDS;
  }

  /** Whether recency alone leads to where the customer stands now. */
  private static boolean isByRecency(Scores before, Standing after, RfmRules rules) {
    int recency = after.scores().recency();
    RfmSegment there =
        rules.segments().get(new Scores(recency, before.frequency(), before.monetary()).cell());
    return recency != before.recency() && there == after.segment();
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
