package shop.crm.queries.feed;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;

/** What kinds of changes the feed tells. */
public enum ChangeType {
  SEGMENT_CHANGED(SegmentChanged.TYPE),
  TIER_CHANGED(TierChanged.TYPE),
  SEGMENT_ENTERED(MembershipChanged.ENTERED),
  SEGMENT_LEFT(MembershipChanged.LEFT);

  private final String wire;
  private final byte[] bytes;

  ChangeType(String wire) {
    this.wire = wire;
    this.bytes = wire.getBytes(StandardCharsets.US_ASCII);
  }

  /** The CloudEvents type, and the name of the event in the stream. */
  public String wire() {
    return wire;
  }

  /** The type of that name, if the feed tells such. */
  public static Optional<ChangeType> named(String wire) {
    return Stream.of(values()).filter(type -> type.wire.equals(wire)).findFirst();
  }

  /** Whether it tells of a segment that users define. */
  boolean isOfMembership() {
    return switch (this) {
      case SEGMENT_ENTERED, SEGMENT_LEFT -> true;
      case SEGMENT_CHANGED, TIER_CHANGED -> false;
    };
  }

  /** The name in ASCII; not to be changed. */
  byte[] bytes() {
    return bytes;
  }
}
