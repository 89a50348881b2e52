package shop.crm.topology.inforce;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.Thresholds;
import shop.crm.topology.domain.ScoringContext;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.segment.TenantSegments;

/**
 * What is in force for one tenant, beside the rules of the deployment. Immutable, and ready for use
 * by any thread.
 *
 * @param thresholds the monetary thresholds
 * @param segments those that the tenant's users define, compiled
 * @param model of customers' lifetime value; empty before the first fit
 */
public record TenantSettings(
    Thresholds thresholds, TenantSegments segments, Optional<ClvModel> model) {

  /** Of a tenant of whom nothing is known. */
  public static final TenantSettings NONE =
      new TenantSettings(Thresholds.NONE, TenantSegments.NONE, Optional.empty());

  TenantSettings with(Thresholds other) {
    return new TenantSettings(other, segments, model);
  }

  TenantSettings with(TenantSegments other) {
    return new TenantSettings(thresholds, other, model);
  }

  TenantSettings with(Optional<ClvModel> other) {
    return new TenantSettings(thresholds, segments, other);
  }

  /** Whether these are other thresholds, by their version, which is not given out twice. */
  public boolean hasOtherThresholdsThan(ScoringContext scoring) {
    return thresholds.version() != scoring.thresholds().version();
  }

  /** Whether any segment is of a later revision: an earlier one is never followed. */
  public boolean hasLaterSegmentsThan(ScoringContext scoring) {
    return segments.revision() > scoring.segments().revision();
  }

  /** Whether this is another model, by when it was fitted. */
  public boolean hasOtherModelThan(ScoringContext scoring) {
    return !fittedAt(model).equals(fittedAt(scoring.predictions().model()));
  }

  private static Optional<Instant> fittedAt(Optional<ClvModel> model) {
    return model.map(ClvModel::fittedAt);
  }
}
