package shop.crm.schemas.model.segment;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.Span;

/**
 * A segment as a tenant's user defines it.
 *
 * @param key which segment it is
 * @param revision counts the changes of all of the tenant's segments, from 1: the one that made
 *     this version
 * @param version counts the changes of this segment, from 1
 * @param name unique in the tenant, whatever the case
 * @param conditions what its members meet; empty where members are put in and taken out by hand
 * @param times when it was defined, and when this version was made
 */
public record SegmentDefinition(
    Key key,
    long revision,
    long version,
    String name,
    Optional<String> description,
    Optional<Conditions> conditions,
    Span times) {

  /**
   * Tells segments apart.
   *
   * @param tenant whose segment it is
   * @param id unique in the tenant
   * @param number stands for the segment in stored rows; unique in the tenant and never used again
   */
  public record Key(String tenant, String id, int number) {}

  /** Greatest number of segments that a tenant may define. */
  public static final int MAX_SEGMENTS = 200;

  /** Greatest size of the conditions of all of a tenant's segments as JSON, in bytes. */
  public static final int MAX_CONDITIONS_BYTES = 1 << 20;

  /** How many a tenant may define in all its life: that there was one is kept for good. */
  public static final int MAX_EVER = 50_000;

  /** The tenant whose segment it is. */
  public String tenant() {
    return key.tenant();
  }

  /** Its id, unique in the tenant. */
  public String id() {
    return key.id();
  }

  /** What stands for it in stored rows. */
  public int number() {
    return key.number();
  }

  /** When it was defined. */
  public Instant createdAt() {
    return times.from();
  }

  /** When this version was made. */
  public Instant updatedAt() {
    return times.to();
  }

  /** Whether members are all who meet the conditions. */
  public boolean isDynamic() {
    return conditions.isPresent();
  }
}
