package shop.crm.connectors.postgres;

import java.util.Optional;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.segment.SegmentDefinition;

/**
 * Writes of segments within one transaction; valid only during the call that received it. All that
 * change a segment wait for each other, and all that change a definition of the tenant.
 *
 * <p>StoredCustomers are locked before a segment is, and no more than one segment: see {@link
 * ProfileWriter}.
 */
public interface SegmentWriter {

  /**
   * Creates a segment.
   *
   * @throws AlreadyThere if the tenant has one of that id or name
   * @throws TooManySegments if the tenant has as many, or as much in their conditions, as it may
   */
  StoredSegment create(String tenant, SegmentDraft draft);

  /** A segment, locked until the transaction ends. */
  Optional<StoredSegment> lock(String tenant, String id);

  /**
   * Gives a locked segment another name, description or conditions; without any difference nothing
   * is written, and the version stays. Whether it is dynamic must not change.
   *
   * @throws AlreadyThere if another segment of the tenant has the name
   * @throws TooManySegments if conditions that are longer than before are more than the tenant may
   *     have
   */
  StoredSegment revise(StoredSegment locked, SegmentDraft draft);

  /** Deletes a locked segment, and the memberships that were made by hand. */
  void delete(StoredSegment locked);

  /**
   * Puts a customer into a locked manual segment; whether they were not in it before.
   *
   * @param customer one that exists, locked by {@link ProfileWriter#lock} before the segment was:
   *     otherwise their erasure at the same time could leave them in it
   */
  boolean add(SegmentDefinition locked, CustomerKey customer);

  /**
   * Takes a customer out of a locked manual segment; whether they were in it.
   *
   * @param customer need not be locked, nor exist
   */
  boolean remove(SegmentDefinition locked, CustomerKey customer);
}
