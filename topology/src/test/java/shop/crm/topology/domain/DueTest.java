package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.segment.TenantSegments;

/** When time alone makes it worth to look at a customer again. */
class DueTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final CustomerKey ANN = new CustomerKey("default", "ann");

  private static CustomerState ordered(String... times) {
    Purchases purchases = Purchases.NONE;
    for (String time : times) {
      purchases = purchases.with(Instant.parse(time), Money.parse("5.00"));
    }
    return CustomerState.begin(Instant.parse("2026-01-01T00:00:00Z"), "bronze")
        .withPurchases(purchases, 1);
  }

  private static Optional<Instant> due(CustomerState draft, TenantSegments segments) {
    ScoringContext context = ScoringContext.of(Rules.DEFAULT, Thresholds.NONE).with(segments);
    return Assessment.reassess(ANN, Optional.of(draft), draft, context, Cause.TIME, NOW)
        .state()
        .due();
  }

  private static TenantSegments lately(int days) {
    ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
    conditions
        .addObject()
        .put("field", "days_since_last_order")
        .put("operator", "lt")
        .put("value", days);
    return TenantSegments.of(
        List.of(
            new SegmentRecord.Defined(
                new SegmentDefinition(
                    new SegmentDefinition.Key("default", "lately", 0),
                    1,
                    1,
                    "Lately",
                    Optional.empty(),
                    Optional.of(ConditionsJson.stored(conditions)),
                    new Span(NOW, NOW)))));
  }

  /** Recency falls when 31 days are full; the index knows milliseconds. */
  @ParameterizedTest
  @CsvSource({
    "2026-05-20T10:00:00Z,        2026-06-20T10:00:00Z",
    "2026-05-20T10:00:00.000001Z, 2026-06-20T10:00:00.001Z",
    "2026-05-20T10:00:00.001Z,    2026-06-20T10:00:00.001Z",
    "2026-04-20T10:00:00Z,        2026-06-20T10:00:00Z"
  })
  void a_customer_is_looked_at_once_recency_has_fallen(String ordered, Instant due) {
    assertEquals(Optional.of(due), due(ordered(ordered), TenantSegments.NONE));
  }

  @Test
  void a_segment_may_want_it_sooner_and_not_later() {
    CustomerState ann = ordered("2026-05-25T10:00:00Z");

    assertEquals(
        List.of(
            Optional.of(Instant.parse("2026-06-04T10:00:00Z")),
            Optional.of(Instant.parse("2026-06-25T10:00:00Z")),
            Optional.of(Instant.parse("2026-06-25T10:00:00Z"))),
        List.of(due(ann, lately(10)), due(ann, lately(31)), due(ann, lately(100))));
  }

  @Test
  void what_is_armed_early_enough_stays_armed() {
    CustomerState ann = ordered("2026-05-20T10:00:00Z");
    Instant edge = Instant.parse("2026-06-20T10:00:00Z");
    for (Instant early : List.of(edge.minusSeconds(1), edge)) {
      assertEquals(Optional.of(early), due(ann.withDue(Optional.of(early)), TenantSegments.NONE));
    }
    Instant late = edge.plusMillis(1);
    assertEquals(Optional.of(edge), due(ann.withDue(Optional.of(late)), TenantSegments.NONE));
  }

  @Test
  void without_orders_there_is_nothing_to_wait_for_but_what_is_armed_stays() {
    assertEquals(Optional.empty(), due(ordered(), TenantSegments.NONE));
    assertEquals(Optional.of(NOW), due(ordered().withDue(Optional.of(NOW)), TenantSegments.NONE));
  }
}
