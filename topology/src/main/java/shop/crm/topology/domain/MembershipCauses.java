package shop.crm.topology.domain;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.domain.segment.Membership;
import shop.crm.topology.domain.segment.TenantSegments.Segment;

/**
 * What moves of one customer into segments that users define, or out of them, are put down to. A
 * fact is the cause unless the customer as stored would have moved, too, once the walk or the due
 * index came by. For one decision, by one thread.
 */
final class MembershipCauses implements Membership.Because {

  private final Cause occasion;
  private final CustomerKey key;
  private final Optional<CustomerState> before;
  private final ScoringContext scoring;
  private final Instant now;

  /** As time and rules alone would have the customer stand now; made for the first move. */
  private Optional<CustomerState> inLine = Optional.empty();

  MembershipCauses(
      Cause occasion,
      CustomerKey key,
      Optional<CustomerState> before,
      ScoringContext scoring,
      Instant now) {
    this.occasion = occasion;
    this.key = key;
    this.before = before;
    this.scoring = scoring;
    this.now = now;
  }

  @Override
  public Cause of(Segment segment, boolean entered) {
    boolean byFact =
        switch (occasion) {
          case ORDER, PROFILE, LOYALTY, MANUAL -> true;
          case TIME, THRESHOLDS, DEFINITION, ERASURE -> false;
        };
    if (!byFact || before.isEmpty()) {
      return occasion;
    }
    CustomerState stored = before.get();
    if (inLine.isEmpty()) {
      inLine = Optional.of(inLine(stored));
    }
    if (belongs(inLine.get(), segment) != entered) {
      return occasion;
    }
    if (stored.due().filter(due -> !due.isAfter(now)).isPresent()) {
      return Cause.TIME;
    }
    boolean asStored = belongs(stored, segment) == entered;
    return asStored && !segment.predicts() ? Cause.DEFINITION : Cause.THRESHOLDS;
  }

  private boolean belongs(CustomerState state, Segment segment) {
    return Membership.belongs(key, state, segment, scoring.predictions(), now);
  }

  private CustomerState inLine(CustomerState stored) {
    Settings settings = scoring.settings();
    String tier = settings.loyalty().tier(stored.loyalty().tierPoints());
    Optional<Standing> standing =
        Assessment.standing(stored.purchases(), settings, scoring.thresholds(), now);
    return stored
        .withLoyalty(stored.loyalty().withTier(tier))
        .withStanding(standing, stored.sequence());
  }
}
