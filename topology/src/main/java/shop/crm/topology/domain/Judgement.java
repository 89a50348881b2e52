package shop.crm.topology.domain;

import shop.crm.schemas.event.Thresholds;
import shop.crm.topology.domain.segment.TenantSegments;

/**
 * By what a tenant's customers are judged: with the facts and the time, all that a customer's state
 * follows from.
 *
 * @param settings the rules of the deployment
 * @param thresholds the tenant's monetary thresholds in force
 * @param segments the segments that the tenant's users define
 */
public record Judgement(Settings settings, Thresholds thresholds, TenantSegments segments) {

  /** The judgement of a tenant that defines no segments. */
  public static Judgement of(Settings settings, Thresholds thresholds) {
    return new Judgement(settings, thresholds, TenantSegments.NONE);
  }
}
