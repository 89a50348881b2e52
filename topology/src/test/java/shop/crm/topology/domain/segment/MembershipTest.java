package shop.crm.topology.domain.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.domain.clv.Predictions;

/** What moves between segments are put down to. */
class MembershipTest {

  @Test
  void moves_that_changed_segments_bring_about_are_put_down_to_their_definition() {
    TenantSegments segments =
        TenantSegments.of(
            List.of(
                everybody(0, 1),
                everybody(1, 3),
                new SegmentRecord.Deleted("shop", "s2", 2, 4, "S2", Ann.NOW)));
    CustomerState before = Ann.knownState();
    CustomerState inDeleted =
        before.withMemberships(before.memberships().with(2, Ann.daysAgo(1)), before.sequence());

    Membership after =
        Membership.of(
            Ann.KEY, inDeleted, segments, Predictions.NONE, (_, _) -> Cause.THRESHOLDS, 2, Ann.NOW);

    assertEquals(
        List.of(
            new MembershipChanged(Ann.KEY, 2, "s2", "S2", false, Cause.DEFINITION, Ann.NOW),
            new MembershipChanged(Ann.KEY, 3, "s0", "S0", true, Cause.THRESHOLDS, Ann.NOW),
            new MembershipChanged(Ann.KEY, 4, "s1", "S1", true, Cause.DEFINITION, Ann.NOW)),
        after.changes());
  }

  private static SegmentRecord everybody(int number, long revision) {
    return new SegmentRecord.Defined(
        new SegmentDefinition(
            new SegmentDefinition.Key("shop", "s" + number, number),
            revision,
            1,
            "S" + number,
            Optional.empty(),
            Optional.of(new Conditions(Ann.leaf("total_orders", "gte", "0"), "[]")),
            new Span(Ann.NOW, Ann.NOW)));
  }
}
