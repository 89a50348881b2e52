package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;

/**
 * Where one customer's published changes end.
 *
 * @param segment none at first
 * @param tier the lowest at first
 * @param memberOf the ids of the segments that users define; none at first
 */
record Chain(Optional<RfmSegment> segment, String tier, Set<String> memberOf) {

  /** Follows the changes, and fails at a gap: each starts where the one before ended. */
  static Chain follow(List<ChangeEvent> changes) {
    Optional<RfmSegment> segment = Optional.empty();
    String tier = "bronze";
    Set<String> memberOf = new TreeSet<>();
    long sequence = 0;
    for (ChangeEvent change : changes) {
      assertTrue(change.sequence() > sequence);
      sequence = change.sequence();
      switch (change) {
        case SegmentChanged moved -> {
          assertEquals(segment, moved.before().map(Standing::segment));
          segment = moved.after().map(Standing::segment);
        }
        case TierChanged moved -> {
          assertEquals(tier, moved.move().from());
          tier = moved.move().to();
        }
        case MembershipChanged moved ->
            assertTrue(
                moved.entered()
                    ? memberOf.add(moved.segmentId())
                    : memberOf.remove(moved.segmentId()));
      }
    }
    return new Chain(segment, tier, memberOf);
  }
}
