package shop.crm.topology.domain.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentField;

/** What conditions mean, by example. */
class SegmentRuleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          id            | eq       | "ann"                    | true
          tenant_id     | neq      | "shop"                   | false
          email         | eq       | "ann@example.org"        | true
          email         | eq       | "Ann@example.org"        | false
          email         | neq      | "Ann@example.org"        | true
          email         | in       | ["x","ann@example.org"]  | true
          email         | in       | ["x","y"]                | false
          email         | contains | "@example."              | true
          email         | contains | "@Example."              | false
          email         | exists   | true                     | true
          email         | exists   | false                    | false
          phone         | exists   | false                    | true
          loyalty_tier  | eq       | "silver"                 | true
          rfm_segment   | in       | ["Lost","Loyal Customers"] | true
          rfm_segment   | contains | "Loyal"                  | true
          rfm_segment   | starts_with | "Loyal"               | true
          rfm_segment   | starts_with | "Lost"                | false
          rfm_segment   | ends_with | "Customers"             | true
          rfm_segment   | ends_with | "Risk"                  | false
          first_name    | starts_with | ""                    | true
          lifecycle_stage | eq     | "loyal"                  | true
          loyalty_points | eq      | 1250                     | true
          total_orders  | eq       | 4.00                     | true
          total_orders  | neq      | 4                        | false
          total_spent   | gt       | "35.04"                  | true
          total_spent   | gt       | 35.05                    | false
          total_spent   | gte      | 35.05                    | true
          total_spent   | lt       | 35.05                    | false
          total_spent   | lte      | 35.05                    | true
          average_order | eq       | 8.76                     | true
          total_spent   | between  | [35.05,40]               | true
          total_spent   | between  | [30,35.05]               | true
          total_spent   | between  | [35.06,40]               | false
          recency_score | in       | [1,5]                    | true
          frequency_score | in     | [1,5]                    | false
          monetary_score | exists  | true                     | true
          version       | eq       | 3                        | true
          date_of_birth | eq       | "1990-05-17"             | true
          date_of_birth | eq       | "1990-05-17T02:00:00+02:00" | true
          date_of_birth | lt       | "-10000d"                | true
          created_at    | neq      | "2025-11-13T12:00:00Z"   | false
          created_at    | gt       | "2025-11-13"             | true
          created_at    | gte      | "-200d"                  | true
          created_at    | gt       | "-200d"                  | false
          last_order_date | lt     | "-36h"                   | false
          last_order_date | lte    | "-36h"                   | true
          last_order_date | in     | ["-1d","-36h"]           | true
          last_order_date | between | ["-36h","-36h"]         | true
          last_order_date | between | ["2026-01-01","-2d"]    | false
          first_order_date | exists | false                   | false
          email_opt_in  | eq       | true                     | true
          push_opt_in   | eq       | false                    | true
          push_opt_in   | neq      | true                     | true
          push_opt_in   | exists   | true                     | true
          tags          | eq       | "vip"                    | true
          tags          | eq       | "vi"                     | false
          tags          | neq      | "vip"                    | false
          tags          | neq      | "vi"                     | true
          tags          | in       | ["x","b2b"]              | true
          tags          | contains | "b2b"                    | true
          tags          | contains | "b2"                     | false
          tags          | starts_with | "b2"                  | true
          tags          | starts_with | "2b"                  | false
          tags          | ends_with | "ip"                    | true
          tags          | ends_with | "vi"                    | false
          addresses.city | starts_with | "Lv"                 | true
          addresses.city | starts_with | "lv"                 | false
          addresses.city | ends_with | "iv"                   | true
          tags          | exists   | true                     | true
          addresses.city | eq      | "Lviv"                   | true
          addresses.type | in      | ["billing"]              | true
          addresses.line1 | exists | true                     | false
          addresses.is_default | eq | false                   | true
          addresses.is_default | neq | false                  | false
          addresses.is_default | contains | true              | true
          addresses.is_default | exists | true                | true
          addresses     | exists   | true                     | true
          days_since_last_order | eq | 1                      | true
          days_since_last_order | gt | 1                      | false
          days_since_last_order | lt | 1.5                    | true
          days_since_created | between | [200,201]            | true
          orders_in_last_days:1 | eq | 0                      | true
          orders_in_last_days:40 | eq | 3                     | true
          spent_in_last_days:40 | eq | 25.05                  | true
          spent_in_last_days:100 | eq | 35.05                 | true
          orders_in_last_days:1 | exists | true               | true
          """)
  void of_a_known_customer(String field, String operator, String value, boolean holds) {
    assertEquals(holds, SegmentRule.of(Ann.leaf(field, operator, value)).holds(Ann.known()));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "EMAIL",
        "DATE_OF_BIRTH",
        "ADDRESSES_CITY",
        "TAGS",
        "FIRST_ORDER_DATE",
        "LAST_ORDER_DATE",
        "RFM_SEGMENT",
        "RECENCY_SCORE",
        "DAYS_SINCE_LAST_ORDER",
        "ADDRESSES_IS_DEFAULT"
      })
  void of_what_is_absent_only_neq_and_not_exists_hold(SegmentField field) {
    for (Operator operator : field.kind().operators()) {
      boolean several = operator == Operator.IN || operator == Operator.BETWEEN;
      String value = value(field, operator);
      String operand = several ? "[" + value + "," + value + "]" : value;
      SegmentRule rule = SegmentRule.of(Ann.leaf(field.wire(), operator.wire(), operand));
      assertEquals(operator == Operator.NEQ, rule.holds(Ann.stub()), operator.wire());
      assertEquals(SegmentRule.NEVER, rule.nextChange(Ann.stub()), operator.wire());
    }
    assertEquals(true, SegmentRule.of(Ann.leaf(field.wire(), "exists", "false")).holds(Ann.stub()));
  }

  private static String value(SegmentField field, Operator operator) {
    if (operator == Operator.EXISTS) {
      return "true";
    }
    return switch (field.kind()) {
      case TEXT, TEXTS -> field == SegmentField.RFM_SEGMENT ? "\"Lost\"" : "\"\"";
      case NUMBER -> "0";
      case TIME -> "\"-1d\"";
      case FLAG, FLAGS, LIST -> "false";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "loyalty_points, 1250",
    "total_orders, 0",
    "total_spent, 0",
    "average_order, 0.00",
    "email_opt_in, false",
    "lifecycle_stage, \"prospect\"",
    "orders_in_last_days:30, 0",
    "spent_in_last_days:30, 0"
  })
  void of_a_stub_there_is_all_the_same(String field, String value) {
    assertEquals(true, SegmentRule.of(Ann.leaf(field, "eq", value)).holds(Ann.stub()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          last_order_date lt "-30d"             | 2026-06-30T00:00:00.000001Z
          last_order_date lte "-30d"            | 2026-06-30T00:00:00Z
          last_order_date gte "-30d"            | 2026-06-30T00:00:00.000001Z
          last_order_date gt "-30d"             | 2026-06-30T00:00:00Z
          last_order_date between ["-3d","-2d"] | 2026-06-02T00:00:00Z
          last_order_date between ["-2d","-1d"] | 2026-06-02T00:00:00.000001Z
          last_order_date lt "-1d"              | never
          last_order_date lt "2030-01-01"       | never
          last_order_date exists true           | never
          updated_at gt "2020-01-01"            | never
          days_since_last_order gte 3           | 2026-06-03T00:00:00Z
          days_since_last_order eq 1            | 2026-06-02T00:00:00Z
          days_since_last_order in [1,2,3]      | 2026-06-04T00:00:00Z
          days_since_last_order gt 0            | never
          orders_in_last_days:90 gte 3          | 2026-07-21T12:00:00.000001Z
          orders_in_last_days:90 lt 1           | 2026-08-29T00:00:00.000001Z
          orders_in_last_days:90 eq 2           | never
          spent_in_last_days:90 gt 25           | 2026-07-21T12:00:00.000001Z
          email eq "a"                          | never
          """)
  void time_alone_next_changes(String condition, String at) {
    String[] parts = condition.split(" ", 3);
    assertEquals(at, change(Ann.leaf(parts[0], parts[1], parts[2])));
  }

  /** Six hours after the last order, and at a moment before it: whole days are never below 0. */
  @ParameterizedTest
  @CsvSource({
    "2026-05-31T06:00:00Z, eq, 0, true",
    "2026-05-31T06:00:00Z, lt, 1, true",
    "2026-05-31T06:00:00Z, gt, 0, false",
    "2026-05-30T00:00:00Z, eq, 0, true",
    "2026-05-30T00:00:00Z, lt, 0, false",
    "2026-06-01T00:00:00Z, eq, 0, false",
    "2026-06-01T00:00:00Z, eq, 1, true",
    "2026-05-31T23:59:59.999999Z, eq, 0, true"
  })
  void days_since_an_order_are_whole(Instant now, String operator, String days, boolean holds) {
    Subject ann = new Subject(Ann.KEY, Ann.knownState(), now);
    SegmentRule rule = SegmentRule.of(Ann.leaf("days_since_last_order", operator, days));
    assertEquals(holds, rule.holds(ann));
  }

  private static String change(shop.crm.schemas.model.segment.Condition condition) {
    long change = SegmentRule.of(condition).nextChange(Ann.known());
    return change == SegmentRule.NEVER ? "never" : Micros.toInstant(change).toString();
  }

  private static final String SOON =
      """
      {"field":"last_order_date","operator":"lt","value":"-30d"}\
      """;
  private static final String LATER =
      """
      {"field":"last_order_date","operator":"lt","value":"-60d"}\
      """;
  private static final String NOT_YET =
      """
      {"not":{"field":"last_order_date","operator":"lt","value":"-45d"}}\
      """;

  /** It is looked at as seldom as it can be. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [SOON,LATER]                 | 2026-07-30T00:00:00.000001Z
          [LATER,NOT_YET]              | 2026-07-30T00:00:00.000001Z
          {"any":[SOON,LATER]}         | 2026-06-30T00:00:00.000001Z
          {"any":[SOON,NOT_YET]}       | 2026-07-15T00:00:00.000001Z
          {"not":[SOON,LATER]}         | 2026-07-30T00:00:00.000001Z
          [SOON,{"field":"phone","operator":"exists"}] | never
          {"any":[SOON,{"field":"email","operator":"exists"}]} | never
          """)
  void several_conditions_change_no_sooner_than_they_can(String condition, String at) {
    String json =
        condition.replace("SOON", SOON).replace("LATER", LATER).replace("NOT_YET", NOT_YET);
    assertEquals(at, change(Ann.condition(json)));
  }

  @Test
  void only_moving_times_days_and_windows_depend_on_time() {
    assertEquals(true, SegmentRule.of(Ann.condition("[{\"not\":" + SOON + "}]")).dependsOnTime());
    assertEquals(
        false,
        SegmentRule.of(Ann.condition("[{\"not\":{\"field\":\"email\",\"operator\":\"exists\"}}]"))
            .dependsOnTime());
    assertEquals(
        false,
        SegmentRule.of(
                Ann.condition(
                    """
                    [{"field":"last_order_date","operator":"lt","value":"2026-01-01"},
                     {"field":"last_order_date","operator":"exists"},
                     {"field":"orders_in_last_days:3","operator":"exists"},
                     {"field":"total_spent","operator":"gt","value":1}]\
                    """))
            .dependsOnTime());
  }
}
