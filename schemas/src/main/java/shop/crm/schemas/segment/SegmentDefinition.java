package shop.crm.schemas.segment;

import java.time.Instant;
import java.util.Optional;

/**
 * A segment as a tenant's user defines it.
 *
 * @param tenant whose segment it is
 * @param id unique in the tenant
 * @param number stands for the segment in stored rows; unique in the tenant and never used again
 * @param revision counts the changes of all of the tenant's segments, from 1: the one that made
 *     this version
 * @param version counts the changes of this segment, from 1
 * @param name unique in the tenant, whatever the case
 * @param conditions what its members meet; empty where members are put in and taken out by hand
 */
public record SegmentDefinition(
    String tenant,
    String id,
    int number,
    long revision,
    long version,
    String name,
    Optional<String> description,
    Optional<Conditions> conditions,
    Instant createdAt,
    Instant updatedAt) {

  /** Greatest number of segments that a tenant may define. */
  public static final int MAX_SEGMENTS = 200;

  /** Greatest size of the conditions of all of a tenant's segments as JSON, in bytes. */
  public static final int MAX_CONDITIONS_BYTES = 1 << 20;

  /** How many a tenant may define in all its life: that there was one is kept for good. */
  public static final int MAX_EVER = 50_000;

  /** Whether members are all who meet the conditions. */
  public boolean isDynamic() {
    return conditions.isPresent();
  }
}
