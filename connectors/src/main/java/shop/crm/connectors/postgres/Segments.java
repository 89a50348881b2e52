package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.segment.SegmentDefinition;

/**
 * The system of record of segments that users define, and of who was put into one by hand. Safe for
 * use by many threads; each call is bounded in time and throws {@link DatabaseAway} while
 * PostgreSQL does not answer.
 */
public interface Segments {

  /** All segments of a tenant, the first created first. */
  List<StoredSegment> all(String tenant);

  /** One segment. */
  Optional<StoredSegment> find(String tenant, String id);

  /**
   * Members of a manual segment, by id.
   *
   * @param after the id behind which they begin
   */
  List<Member> members(SegmentDefinition segment, Optional<String> after, int limit);

  /** The manual segments that a customer is in. */
  List<Membership> memberships(CustomerKey customer);

  /**
   * A segment and how many members were put into it by hand.
   *
   * @param members 0 for a dynamic one, which the stream counts
   */
  record StoredSegment(SegmentDefinition definition, long members) {}

  /** A customer in a manual segment. */
  record Member(String customer, Instant since) {}

  /** A manual segment that a customer is in. */
  record Membership(String segment, Instant since) {}
}
