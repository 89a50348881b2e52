package shop.crm.topology.domain.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.segment.Condition;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.TenantSegments.Segment;

/** Who is in which segment, what moves are put down to, and what an audit finds. */
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
    return of(number, revision, Ann.leaf("total_orders", "gte", "0"));
  }

  private static SegmentRecord of(int number, long revision, Condition condition) {
    return new SegmentRecord.Defined(
        new SegmentDefinition(
            new SegmentDefinition.Key("shop", "s" + number, number),
            revision,
            1,
            "S" + number,
            Optional.empty(),
            Optional.of(new Conditions(condition, "[]")),
            new Span(Ann.NOW, Ann.NOW)));
  }

  private static CustomerState in(CustomerState state, int number) {
    return state.withMemberships(
        state.memberships().with(number, Ann.daysAgo(1)), state.sequence());
  }

  private static Optional<String> difference(CustomerState state, SegmentRecord segment) {
    List<Segment> segments = TenantSegments.of(List.of(segment)).all();
    return Membership.difference(Ann.KEY, state, segments, Predictions.NONE, Ann.NOW);
  }

  @Test
  void an_audit_finds_who_is_not_where_the_conditions_put_them() {
    SegmentRecord buyers = of(0, 1, Ann.leaf("total_orders", "gte", "1"));

    assertEquals(
        List.of(
            Optional.empty(),
            Optional.of("not in segment s0, whose conditions hold"),
            Optional.of("in segment s0, whose conditions do not hold"),
            Optional.empty()),
        List.of(
            difference(in(Ann.knownState(), 0), buyers),
            difference(Ann.knownState(), buyers),
            difference(in(Ann.stubState(), 0), buyers),
            difference(Ann.stubState(), buyers)));
  }

  @Test
  void an_audit_finds_who_still_knows_a_deleted_segment() {
    SegmentRecord deleted = new SegmentRecord.Deleted("shop", "s2", 2, 4, "S2", Ann.NOW);

    assertEquals(
        Optional.of("still knows deleted segment s2"),
        difference(in(Ann.knownState(), 2), deleted));
    assertEquals(Optional.empty(), difference(in(Ann.knownState(), 3), deleted));
  }

  /** Ann's last order is of midnight before yesterday's noon: she leaves 30 days after it. */
  @Test
  void an_audit_finds_who_would_be_looked_at_too_late() {
    SegmentRecord recent = of(0, 1, Ann.leaf("days_since_last_order", "lt", "30"));
    CustomerState ann = in(Ann.knownState(), 0);
    Instant leaves = Instant.parse("2026-06-30T00:00:00Z");
    String tooLate = "armed too late for segment s0, which may change at 2026-06-30T00:00:00Z";

    assertEquals(Optional.of(tooLate), difference(ann, recent));
    assertEquals(Optional.empty(), difference(ann.withDue(Optional.of(leaves)), recent));
    Instant rounded = leaves.plusNanos(999_000);
    assertEquals(Optional.empty(), difference(ann.withDue(Optional.of(rounded)), recent));
    Instant late = leaves.plusMillis(1);
    assertEquals(Optional.of(tooLate), difference(ann.withDue(Optional.of(late)), recent));
  }

  @Test
  void who_is_erased_leaves_every_segment_that_is_known_in_a_chain_of_changes() {
    TenantSegments segments =
        TenantSegments.of(List.of(everybody(0, 1), everybody(1, 2), everybody(3, 3)));
    Memberships in =
        Memberships.NONE.with(0, Ann.daysAgo(3)).with(2, Ann.daysAgo(2)).with(3, Ann.daysAgo(1));

    assertEquals(
        List.of(
            new MembershipChanged(Ann.KEY, 8, "s0", "S0", false, Cause.ERASURE, Ann.NOW),
            new MembershipChanged(Ann.KEY, 9, "s3", "S3", false, Cause.ERASURE, Ann.NOW)),
        Membership.end(Ann.KEY, in, 7, segments, Ann.NOW));
  }

  @Test
  void segments_are_told_apart_by_what_may_change_who_is_in_them() {
    TenantSegments segments =
        TenantSegments.of(
            List.of(
                new SegmentRecord.Deleted("shop", "s2", 2, 4, "S2", Ann.NOW),
                of(1, 3, Ann.condition("[{\"not\":[" + LIKELY + "]}]")),
                everybody(0, 1)));

    assertEquals(4, segments.revision());
    assertEquals(List.of(0, 1, 2), numbers(segments.all()));
    assertEquals(List.of(0, 1), numbers(segments.dynamic()));
    assertEquals(List.of(1, 2), numbers(segments.changedSince(1)));
    assertEquals(List.of(), numbers(segments.changedSince(4)));
    assertEquals(List.of(1, 2), numbers(segments.changedSinceOrPredicting(3)));
    assertEquals(List.of(1), numbers(segments.changedSinceOrPredicting(4)));
  }

  private static final String LIKELY =
      """
      {"field":"probability_alive","operator":"gt","value":0.5}\
      """;

  private static List<Integer> numbers(List<Segment> segments) {
    return segments.stream().map(Segment::number).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [LIKELY]                                                     | true
          [{"any":[{"field":"email","operator":"exists"},LIKELY]}]     | true
          [{"not":LIKELY}]                                             | true
          [{"any":[{"not":{"field":"email","operator":"exists"}}]}]    | false
          """)
  void a_new_model_concerns_segments_that_ask_what_is_expected(String condition, boolean predicts) {
    SegmentRecord segment = of(0, 1, Ann.condition(condition.replace("LIKELY", LIKELY)));
    TenantSegments segments = TenantSegments.of(List.of(segment, everybody(1, 1)));
    assertEquals(predicts, segments.predict());
    assertEquals(predicts, segments.numbered(0).orElseThrow().predicts());
  }
}
