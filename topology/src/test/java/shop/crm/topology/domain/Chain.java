package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import shop.crm.schemas.RfmSegment;
import shop.crm.schemas.event.ChangeEvent;
import shop.crm.schemas.event.ChangeEvent.SegmentChanged;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.event.ChangeEvent.TierChanged;

/**
 * Where one customer's published changes end.
 *
 * @param segment none at first
 * @param tier the lowest at first
 */
record Chain(Optional<RfmSegment> segment, String tier) {

  /** Follows the changes, and fails at a gap: each starts where the one before ended. */
  static Chain follow(List<ChangeEvent> changes) {
    Optional<RfmSegment> segment = Optional.empty();
    String tier = "bronze";
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
          assertEquals(tier, moved.before());
          tier = moved.after();
        }
      }
    }
    return new Chain(segment, tier);
  }
}
