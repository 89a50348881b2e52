package shop.crm.topology.domain;

import java.util.Optional;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Sweep;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.TenantSegments;

/**
 * By what a tenant's customers are judged: with the facts and the time, all that a customer's state
 * follows from.
 *
 * @param settings the rules of the deployment
 * @param thresholds the tenant's monetary thresholds in force
 * @param segments the segments that the tenant's users define
 * @param predictions what conditions see of the future
 */
public record ScoringContext(
    Settings settings, Thresholds thresholds, TenantSegments segments, Predictions predictions) {

  /** The scoring context of a tenant that defines no segments and of whom nothing is predicted. */
  public static ScoringContext of(Settings settings, Thresholds thresholds) {
    return new ScoringContext(
        settings,
        thresholds,
        TenantSegments.NONE,
        new Predictions(settings.timeZone(), Optional.empty()));
  }

  /** What a walk brings customers to that goes by it. */
  public Sweep.Goal goal() {
    return new Sweep.Goal(thresholds.version(), segments.revision(), predictions.id());
  }

  /** The same by other rules. */
  public ScoringContext with(Settings other) {
    return new ScoringContext(
        other, thresholds, segments, new Predictions(other.timeZone(), predictions.model()));
  }

  /** The same by other thresholds. */
  public ScoringContext with(Thresholds other) {
    return new ScoringContext(settings, other, segments, predictions);
  }

  /** The same with other segments. */
  public ScoringContext with(TenantSegments other) {
    return new ScoringContext(settings, thresholds, other, predictions);
  }

  /** The same by another model; nothing is predicted without one. */
  public ScoringContext with(Optional<ClvModel> model) {
    return new ScoringContext(
        settings, thresholds, segments, new Predictions(settings.timeZone(), model));
  }
}
