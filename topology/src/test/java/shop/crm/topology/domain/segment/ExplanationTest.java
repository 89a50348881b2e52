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
            new FieldValue.Time(Instant.parse("2026-05-31T00:00:00Z")));
    var ofOften =
        new Explanation.Leaf((Condition.Leaf) often, true, fewer, new FieldValue.Count(3));
    var ofNot = new Explanation.Group(not, false, thirtyDays, List.of(ofLately));
    // By the time that one stops to hold, the other does: the whole stays.
    var ofAny = new Explanation.Group(any, true, Optional.empty(), List.of(ofOften, ofNot));
    assertEquals(
        new Explanation.Group(all, true, Optional.empty(), List.of(ofAny)),
        Explanation.of(all, Ann.known()));
  }

  @Test
  void a_comparison_tells_the_value_that_it_saw() {
    Map<String, FieldValue> known =
        Map.ofEntries(
            Map.entry("email", new FieldValue.Text("ann@example.org")),
            Map.entry("phone", new FieldValue.Absent()),
            Map.entry("tags", new FieldValue.Texts(List.of("vip", "b2b"))),
            Map.entry("addresses.city", new FieldValue.Texts(List.of("Kyiv", "Lviv"))),
            Map.entry("addresses.line1", new FieldValue.Texts(List.of())),
            Map.entry("addresses.is_default", new FieldValue.Flags(List.of(true, false))),
            Map.entry("addresses", new FieldValue.Count(2)),
            Map.entry("push_opt_in", new FieldValue.Flag(false)),
            Map.entry("total_spent", new FieldValue.Amount(Money.parse("35.05"))),
            Map.entry("average_order", new FieldValue.Amount(Money.parse("8.76"))),
            Map.entry("loyalty_points", new FieldValue.Count(1_250)),
            Map.entry("recency_score", new FieldValue.Count(5)),
            Map.entry("rfm_segment", new FieldValue.Text("Loyal Customers")),
            Map.entry("date_of_birth", new FieldValue.Time(Instant.parse("1990-05-17T00:00:00Z"))),
            Map.entry("days_since_last_order", new FieldValue.Count(1)),
            Map.entry("orders_in_last_days:50", new FieldValue.Count(3)),
            Map.entry("spent_in_last_days:50", new FieldValue.Amount(Money.parse("25.05"))));
    known.forEach((field, seen) -> assertEquals(seen, seen(field, Ann.known()), field));
    Map<String, FieldValue> absent =
        Map.of(
            "recency_score", new FieldValue.Absent(),
            "rfm_segment", new FieldValue.Absent(),
            "last_order_date", new FieldValue.Absent(),
            "days_since_last_order", new FieldValue.Absent(),
            "average_order", new FieldValue.Amount(Money.ZERO),
            "spent_in_last_days:50", new FieldValue.Amount(Money.ZERO));
    absent.forEach((field, seen) -> assertEquals(seen, seen(field, Ann.stub()), field));
  }

  private static FieldValue seen(String field, Subject subject) {
    Condition exists = Ann.leaf(field, "exists", "true");
    return switch (Explanation.of(exists, subject)) {
      case Explanation.Leaf leaf -> leaf.seen();
      case Explanation.Group group -> throw new AssertionError(group);
    };
  }
}
