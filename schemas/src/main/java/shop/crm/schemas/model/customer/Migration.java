package shop.crm.schemas.model.customer;

import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;

/**
 * A way from one RFM segment to another. Ways are in order: by where they begin, where they end and
 * what brought them about; no segment comes first.
 *
 * @param from empty where the customer had no scores
 * @param to empty where the customer has none any more
 */
public record Migration(Optional<RfmSegment> from, Optional<RfmSegment> to, Cause cause)
    implements Comparable<Migration> {

  private static final List<Cause> CAUSES = List.of(Cause.values());

  /** Room for as many causes and segments: codes are stored. */
  private static final int CAUSE_BITS = 4;

  private static final int SEGMENT_BITS = 5;
  private static final int SEGMENT_MASK = (1 << SEGMENT_BITS) - 1;

  /** The way of a change that was published. */
  public static Migration of(SegmentChanged change) {
    return new Migration(
        change.before().map(Standing::segment),
        change.after().map(Standing::segment),
        change.cause());
  }

  /** A number for each way, in their order. */
  public int code() {
    return (((segment(from) << SEGMENT_BITS) | segment(to)) << CAUSE_BITS) | cause.ordinal();
  }

  /**
   * The way of a number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Migration ofCode(int code) {
    int cause = code & ((1 << CAUSE_BITS) - 1);
    int from = code >> (CAUSE_BITS + SEGMENT_BITS);
    int to = (code >> CAUSE_BITS) & SEGMENT_MASK;
    int segments = RfmSegment.ALL.size();
    if (code < 0 || cause >= CAUSES.size() || from > segments || to > segments) {
      throw new IllegalArgumentException("no such migration");
    }
    return new Migration(segment(from), segment(to), CAUSES.get(cause));
  }

  private static int segment(Optional<RfmSegment> segment) {
    return segment.map(RfmSegment::ordinal).orElse(-1) + 1;
  }

  private static Optional<RfmSegment> segment(int number) {
    return number == 0 ? Optional.empty() : Optional.of(RfmSegment.ALL.get(number - 1));
  }

  @Override
  public int compareTo(Migration other) {
    return Integer.compare(code(), other.code());
  }
}
