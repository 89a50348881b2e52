package shop.crm.schemas.model.segment;

import java.time.Instant;

/**
 * A segment on {@link shop.crm.schemas.Topics#SEGMENTS}, keyed {@code tenant/segment}. Of one
 * segment the record with the highest revision is the truth; that of a deleted one stays, so that
 * whoever was not there learns whose members to let go.
 */
public sealed interface SegmentRecord {

  /** The tenant whose segment it is. */
  String tenant();

  /** The segment's id, unique in the tenant. */
  String id();

  /** The number that stands for the segment in rows. */
  int number();

  /** The change, of all changes of the tenant's segments, that made this. */
  long revision();

  /** Its name, now or at last. */
  String name();

  /** A segment there is. */
  record Defined(SegmentDefinition definition) implements SegmentRecord {
    @Override
    public String tenant() {
      return definition.tenant();
    }

    @Override
    public String id() {
      return definition.id();
    }

    @Override
    public int number() {
      return definition.number();
    }

    @Override
    public long revision() {
      return definition.revision();
    }

    @Override
    public String name() {
      return definition.name();
    }
  }

  /** A segment there was. */
  record Deleted(String tenant, String id, int number, long revision, String name, Instant at)
      implements SegmentRecord {}

  /** The record key. */
  default String key() {
    return tenant() + "/" + id();
  }
}
