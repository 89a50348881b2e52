package shop.crm.queries.feed;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import shop.crm.schemas.model.RfmSegment;

/**
 * Which changes a reader wants.
 *
 * @param tenant whose
 * @param types of which types
 * @param segment of or to which segment, by its id; any where empty
 * @param customer of which customer; any where empty
 * @param backfill whether those that facts of long ago brought about, or the others; both where
 *     empty
 * @param told of which segments the reader is told who enters and leaves them, by id; may wait
 */
public record ChangeFilter(
    String tenant,
    Set<ChangeType> types,
    Optional<String> segment,
    Optional<String> customer,
    Optional<Boolean> backfill,
    Predicate<String> told) {

  /** Which changes a reader wants. */
  public ChangeFilter {
    types = Set.copyOf(types);
  }

  /** Which changes a reader wants who is told of all segments. */
  public ChangeFilter(
      String tenant,
      Set<ChangeType> types,
      Optional<String> segment,
      Optional<String> customer,
      Optional<Boolean> backfill) {
    this(tenant, types, segment, customer, backfill, id -> true);
  }

  /** The id of a segment that is named by its id or, an RFM segment, by its name. */
  public static String segmentId(String idOrName) {
    return RfmSegment.named(idOrName).map(RfmSegment::id).orElse(idOrName);
  }

  /** Whether the reader wants it. Asked of each change for each reader: first what few pass. */
  boolean takes(Change change) {
    return (customer.isEmpty() || customer.get().equals(change.customer()))
        && change.tenant().equals(tenant)
        && types.contains(change.type())
        && (segment.isEmpty() || change.segments().contains(segment.get()))
        && (backfill.isEmpty() || backfill.get() == change.backfill())
        && (!change.type().isOfMembership() || change.segments().stream().allMatch(told));
  }
}
