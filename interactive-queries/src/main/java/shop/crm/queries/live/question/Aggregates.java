package shop.crm.queries.live.question;

import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantAggregates;

/**
 * The running counts and sums over a tenant's customers.
 *
 * @param aggregates by RFM segment, score, tier and opt-in
 * @param segments by segment that users define
 */
public record Aggregates(TenantAggregates aggregates, SegmentCounts segments) {

  /** The figures of no customers. */
  public static final Aggregates EMPTY =
      new Aggregates(TenantAggregates.EMPTY, SegmentCounts.EMPTY);

  /** These and those of other customers together. */
  public Aggregates plus(Aggregates other) {
    return new Aggregates(aggregates.plus(other.aggregates), segments.plus(other.segments));
  }
}
