package shop.crm.topology.domain.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.segment.Condition;

/** Why a customer is in a segment, or not. */
class ExplanationTest {

  private static final String LATELY =
      """
      {"field":"last_order_date","operator":"gt","value":"-30d"}\
      """;
  private static final String OFTEN =
      """
      {"field":"orders_in_last_days:90","operator":"gte","value":3}\
      """;

  @Test
  void an_explanation_has_the_shape_of_the_conditions() {
    Condition often = Ann.condition(OFTEN);
    Condition lately = Ann.condition(LATELY);
    Condition not = new Condition.Not(lately);
    Condition any = new Condition.Any(List.of(often, not));
    Condition all = new Condition.All(List.of(any));
    Optional<Instant> thirtyDays = Optional.of(Instant.parse("2026-06-30T00:00:00Z"));
    Optional<Instant> fewer = Optional.of(Instant.parse("2026-07-21T12:00:00.000001Z"));

    var ofLately =
        new Explanation.Leaf(
            (Condition.Leaf) lately,
            true,
            thirtyDays,
            new Seen.Time(Instant.parse("2026-05-31T00:00:00Z")));
    var ofOften = new Explanation.Leaf((Condition.Leaf) often, true, fewer, new Seen.Count(3));
    var ofNot = new Explanation.Group(not, false, thirtyDays, List.of(ofLately));
    // By the time that one stops to hold, the other does: the whole stays.
    var ofAny = new Explanation.Group(any, true, Optional.empty(), List.of(ofOften, ofNot));
    assertEquals(
        new Explanation.Group(all, true, Optional.empty(), List.of(ofAny)),
        Explanation.of(all, Ann.known()));
  }

  @Test
  void a_comparison_tells_the_value_that_it_saw() {
    Map<String, Seen> known =
        Map.ofEntries(
            Map.entry("email", new Seen.Text("ann@example.org")),
            Map.entry("phone", new Seen.Absent()),
            Map.entry("tags", new Seen.Texts(List.of("vip", "b2b"))),
            Map.entry("addresses.city", new Seen.Texts(List.of("Kyiv", "Lviv"))),
            Map.entry("addresses.line1", new Seen.Texts(List.of())),
            Map.entry("addresses.is_default", new Seen.Flags(List.of(true, false))),
            Map.entry("addresses", new Seen.Count(2)),
            Map.entry("push_opt_in", new Seen.Flag(false)),
            Map.entry("total_spent", new Seen.Amount(Money.parse("35.05"))),
            Map.entry("average_order", new Seen.Amount(Money.parse("8.76"))),
            Map.entry("loyalty_points", new Seen.Count(1_250)),
            Map.entry("recency_score", new Seen.Count(5)),
            Map.entry("rfm_segment", new Seen.Text("Loyal Customers")),
            Map.entry("date_of_birth", new Seen.Time(Instant.parse("1990-05-17T00:00:00Z"))),
            Map.entry("days_since_last_order", new Seen.Count(1)),
            Map.entry("orders_in_last_days:50", new Seen.Count(3)),
            Map.entry("spent_in_last_days:50", new Seen.Amount(Money.parse("25.05"))));
    known.forEach((field, seen) -> assertEquals(seen, seen(field, Ann.known()), field));
    Map<String, Seen> absent =
        Map.of(
            "recency_score", new Seen.Absent(),
            "rfm_segment", new Seen.Absent(),
            "last_order_date", new Seen.Absent(),
            "days_since_last_order", new Seen.Absent(),
            "average_order", new Seen.Amount(Money.ZERO),
            "spent_in_last_days:50", new Seen.Amount(Money.ZERO));
    absent.forEach((field, seen) -> assertEquals(seen, seen(field, Ann.stub()), field));
  }

  private static Seen seen(String field, Subject subject) {
    Condition exists = Ann.leaf(field, "exists", "true");
    return switch (Explanation.of(exists, subject)) {
      case Explanation.Leaf leaf -> leaf.seen();
      case Explanation.Group group -> throw new AssertionError(group);
    };
  }
}
