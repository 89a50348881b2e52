package shop.crm.queries.live.question;

import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantTallies;

/**
 * The running counts and sums over a tenant's customers.
 *
 * @param tallies by RFM segment, score, tier and opt-in
 * @param segments by segment that users define
 */
public record Aggregates(TenantTallies tallies, SegmentCounts segments) {

  /** Of no customers. */
  public static final Aggregates EMPTY = new Aggregates(TenantTallies.EMPTY, SegmentCounts.EMPTY);

  /** These and those of other customers together. */
  public Aggregates plus(Aggregates other) {
    return new Aggregates(tallies.plus(other.tallies), segments.plus(other.segments));
  }
}
