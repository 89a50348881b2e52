package shop.crm.benchmarks.fuzz.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** Bodies that an operation takes, or that differ from one in a value or two. */
final class ValidBodies {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> FIELDS =
      List.of(
          "total_spent",
          "tags",
          "last_order_date",
          "created_at",
          "email",
          "email_opt_in",
          "addresses.city",
          "addresses",
          "orders_in_last_days:30",
          "orders_in_last_days:0",
          "spent_in_last_days:3660",
          "spent_in_last_days:3661",
          "days_since_last_order",
          "predicted_clv_365",
          "probability_alive",
          "rfm_segment",
          "lifecycle_stage",
          "loyalty_points",
          "date_of_birth",
          "nope",
          "total_spent:5");
  private static final List<String> OPERATORS =
      List.of(
          "eq",
          "neq",
          "gt",
          "lt",
          "gte",
          "lte",
          "in",
          "between",
          "contains",
          "starts_with",
          "ends_with",
          "exists",
          "like");
  private static final List<String> VALUES =
      List.of(
          "1",
          "-1",
          "0",
          "1.5",
          "1e13",
          "1e300",
          "1" + "0".repeat(30),
          "\"1\"",
          "\"1.005\"",
          "\"-30d\"",
          "\"-36600d\"",
          "\"-36601d\"",
          "\"-0d\"",
          "\"2026-01-01\"",
          "\"9999-12-31\"",
          "\"0000-01-01\"",
          "\"2026-01-01T00:00:00Z\"",
          "true",
          "null",
          "[]",
          "[1,2]",
          "[2,1]",
          "[\"a\",\"b\"]",
          "[" + "1,".repeat(1_000) + "1]",
          "{}",
          "\"Champions\"",
          "\"" + "x".repeat(257) + "\"",
          "[[1]]");

  private static final List<String> PERIODS =
      List.of("PT0S", "PT1M", "PT24H", "P1D", "-PT1S", "PT99999999H", "1h", "24h", "0", "", "x");

  private ValidBodies() {}

  /** A body for an operation. */
  static JsonNode of(Operation operation, String tenant, Dice dice) {
    String path = operation.path();
    if (path.equals("/internal/questions")) {
      return question(tenant, dice);
    }
    if (path.equals("/internal/customers")) {
      return page(tenant, dice);
    }
    if (path.equals("/internal/preview")) {
      return preview(tenant, dice);
    }
    if (path.endsWith("/loyalty/entries")) {
      return object()
          .put("type", dice.of("adjust", "redeem"))
          .put("reason", OddTexts.PLANTED)
          .set("points", literal(dice.of("1", "-1", "0", "1000000001", "9223372036854775808")));
    }
    if (path.endsWith(":rotate")) {
      return object().put("old_valid_for", dice.any(PERIODS));
    }
    if (path.endsWith("/keys")) {
      return key(tenant, dice);
    }
    if (path.endsWith("/preview")) {
      return object().set("conditions", conditions(dice.below(3), dice));
    }
    if (path.endsWith("/segments/{id}/customers")) {
      return object().set("customer_ids", ids(dice.of(0, 1, 3, 1_000, 1_001), dice));
    }
    if (path.contains("/segments")) {
      return segment(dice);
    }
    return path.contains("/analytics") ? object() : customer(dice);
  }

  /** A customer whose personal data is planted. */
  static ObjectNode customer(Dice dice) {
    ObjectNode customer =
        object()
            .put("id", dice.any(Targets.CUSTOMERS))
            .put("email", OddTexts.PLANTED + dice.below(50) + "@example.org")
            .put("phone", "+380 (44) 1")
            .put("first_name", OddTexts.PLANTED)
            .put("last_name", "B")
            .put("date_of_birth", "1990-01-01")
            .put("gender", "x")
            .put("source", "s")
            .put("email_opt_in", true)
            .put("sms_opt_in", false)
            .putNull("push_opt_in");
    customer.putArray("tags").add("t1").add("t2");
    customer
        .putArray("addresses")
        .addObject()
        .put("id", "1")
        .put("type", "shipping")
        .put("city", "Kyiv")
        .put("country", "UA")
        .put("is_default", true);
    return customer;
  }

  private static ObjectNode key(String tenant, Dice dice) {
    ObjectNode key =
        object()
            .put("name", dice.of("fuzz", OddTexts.PLANTED, "", "n".repeat(300)))
            .put("tenant", dice.of(tenant, tenant, tenant, "*", "nobody", "a b"))
            .put("expires_at", dice.chance(0.8) ? "2999-01-01T00:00:00Z" : OddTexts.time(dice));
    if (dice.chance(0.5)) {
      return key.put("role", dice.of("viewer", "admin", "service", "root", ""));
    }
    key.putArray("scopes").add(dice.of("customers:read", "admin", "pii:read", "*", "ADMIN"));
    return key;
  }

  private static ObjectNode question(String tenant, Dice dice) {
    ObjectNode page = page(tenant, dice);
    return switch (dice.below(4)) {
      case 0 -> page.put("question", page.has("ids") ? "customers-by-id/1" : "customer-list/1");
      case 1 -> preview(tenant, dice).put("question", "preview/1");
      case 2 ->
          object()
              .put("question", dice.of("aggregates/1", "purchases/1", "aggregates/2", "x"))
              .put("tenant", tenant);
      default ->
          object()
              .put("question", dice.of("cohorts/1", "migrations/1"))
              .put("tenant", tenant)
              .put("granularity", dice.of("month", "quarter", "week"))
              .put("from", dice.of(0, 600, Integer.MIN_VALUE))
              .put("to", dice.of(1, 700, Integer.MAX_VALUE));
    };
  }

  private static ObjectNode preview(String tenant, Dice dice) {
    ObjectNode preview =
        object()
            .put("tenant", tenant)
            .put("now", dice.chance(0.5) ? "2026-01-01T00:00:00Z" : OddTexts.time(dice))
            .put("compare", 0);
    preview.set("conditions", conditions(1, dice));
    return preview;
  }

  private static ObjectNode page(String tenant, Dice dice) {
    ObjectNode page = object().put("tenant", tenant);
    if (dice.chance(0.5)) {
      page.set("ids", ids(dice.below(4), dice));
      return page;
    }
    page.put("sort", dice.of("CREATED_AT", "TOTAL_SPENT", "PREDICTED_CLV_365"))
        .put("descending", dice.chance(0.5))
        .put("limit", dice.of(1, 50, -1, 0, Integer.MAX_VALUE))
        .put("prefix", "a")
        .put("member", 0);
    page.putObject("consents").put("EMAIL", true);
    page.putObject("after")
        .put("id", "f1")
        .put("value", dice.of(0L, Long.MAX_VALUE, Long.MIN_VALUE));
    return page;
  }

  private static ObjectNode segment(Dice dice) {
    ObjectNode segment =
        object()
            .put("id", dice.of("s-man", "s-dyn", "s-" + dice.below(30)))
            .put("name", "n" + dice.below(40))
            .put("description", "d\nd")
            .put("type", dice.of("manual", "dynamic", "x"));
    if (dice.chance(0.8)) {
      segment.set("conditions", conditions(dice.of(0, 1, 2, 5, 101), dice));
    }
    return segment;
  }

  private static ArrayNode conditions(int size, Dice dice) {
    ArrayNode conditions = JSON.createArrayNode();
    for (int i = 0; i < size; i++) {
      conditions.add(condition(0, dice));
    }
    return conditions;
  }

  private static JsonNode condition(int depth, Dice dice) {
    if (depth < 7 && dice.chance(0.3)) {
      if (dice.chance(0.3)) {
        return object().set("not", condition(depth + 1, dice));
      }
      ObjectNode group = object();
      ArrayNode members = group.putArray(dice.of("all", "any"));
      for (int i = dice.below(3); i > 0; i--) {
        members.add(condition(depth + 1, dice));
      }
      return group;
    }
    return object()
        .put("field", dice.any(FIELDS))
        .put("operator", dice.any(OPERATORS))
        .set("value", literal(dice.any(VALUES)));
  }

  private static ArrayNode ids(int size, Dice dice) {
    ArrayNode ids = JSON.createArrayNode();
    for (int i = 0; i < size; i++) {
      ids.add(dice.chance(0.9) ? dice.any(Targets.CUSTOMERS) : "nope");
    }
    return ids;
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** A literal of JSON, which stands in the body as it is written here. */
  private static JsonNode literal(String literal) {
    return JSON.getNodeFactory().rawValueNode(new RawValue(literal));
  }
}
