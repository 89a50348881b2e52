package shop.crm.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;

/**
 * Segments as a shop would define them for the customers of {@link OrderTraffic}: of spend, orders,
 * recency and windows of the last days, with tier, tags, city, consent and RFM segment, in groups
 * where that is natural. Each has four comparisons; they are the same each time.
 */
public final class SegmentMix {

  /** How many there are. */
  public static final int SEGMENTS = 50;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KINDS = 10;
  private static final List<String> TAGS =
      List.of("espresso", "filter", "tea", "gift-buyer", "office");
  private static final List<String> CITIES = List.of("Kyiv", "Lviv", "Odesa", "Kharkiv", "London");

  private SegmentMix() {}

  /** The conditions of each. */
  public static List<JsonNode> conditions() {
    List<JsonNode> conditions = new ArrayList<>(SEGMENTS);
    for (int number = 0; number < SEGMENTS; number++) {
      conditions.add(conditions(number % KINDS, number / KINDS));
    }
    return conditions;
  }

  /** All of them as the stream takes them, defined at a time. */
  public static List<SegmentRecord> records(Instant at) {
    List<SegmentRecord> records = new ArrayList<>(SEGMENTS);
    for (JsonNode conditions : conditions()) {
      int number = records.size();
      records.add(record(number, number + 1, conditions, at));
    }
    return records;
  }

  /** All of them and one more, of everybody who has ordered. */
  public static List<SegmentRecord> recordsWithBuyers(Instant at) {
    List<SegmentRecord> records = new ArrayList<>(records(at));
    JsonNode buyers = list(leaf("total_orders", "gte", 1));
    records.add(record(SEGMENTS, SEGMENTS + 1, buyers, at));
    return records;
  }

  /** A segment as the stream takes it, at a change of the tenant's segments. */
  public static SegmentRecord record(int number, long revision, JsonNode conditions, Instant at) {
    return record(OrderTraffic.customer(0).tenant(), number, revision, conditions, at);
  }

  /** The same of any tenant. */
  public static SegmentRecord record(
      String tenant, int number, long revision, JsonNode conditions, Instant at) {
    return new SegmentRecord.Defined(
        new SegmentDefinition(
            new SegmentDefinition.Key(tenant, "segment-" + number, number),
            revision,
            revision,
            "Segment " + number,
            Optional.empty(),
            Optional.of(ConditionsJson.stored(conditions)),
            new Span(at, at)));
  }

  /** A segment as the body of a request that creates or replaces it. */
  public static byte[] body(String name, JsonNode conditions) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("name", name);
          json.writeStringField("type", "dynamic");
          json.writeFieldName("conditions");
          json.writeRawValue(conditions.toString());
        });
  }

  /** What nobody meets, though four things of each customer are looked at, and the clock. */
  public static JsonNode ofNobody(int variant) {
    return list(
        leaf("total_orders", "gte", 0),
        leaf("created_at", "lt", "-1h"),
        leaf("spent_in_last_days:365", "gte", 0),
        leaf("orders_in_last_days:30", "gte", 1_000_000 + variant));
  }

  /** What about a third of the customers meet. */
  public static JsonNode ofAThird(int variant) {
    return list(
        leaf("sms_opt_in", "eq", true),
        leaf("total_orders", "gte", 0),
        leaf("total_spent", "gte", 0),
        leaf("loyalty_points", "gte", -1 - variant));
  }

  private static JsonNode conditions(int kind, int step) {
    return kind < KINDS / 2 ? ofFigures(kind, step) : ofWindows(kind, step);
  }

  /** Of what a customer has come to, mostly. */
  private static JsonNode ofFigures(int kind, int step) {
    return switch (kind) {
      case 0 ->
          list(
              leaf("total_spent", "gte", 2_000 * (step + 1)),
              leaf("last_order_date", "gte", ago(30 * (step + 1))),
              leaf("email_opt_in", "eq", true),
              in("loyalty_tier", "silver", "gold", "platinum", "diamond"));
      case 1 ->
          list(
              leaf("last_order_date", "lt", ago(30 + 30 * step)),
              leaf("total_orders", "gte", 1 + step),
              leaf("total_spent", "gt", 1_000),
              not(leaf("tags", "eq", "wholesale")));
      case 2 ->
          list(
              leaf("orders_in_last_days:90", "gte", 3 + step),
              leaf("spent_in_last_days:30", "gte", 500 * (step + 1)),
              leaf("average_order", "between", 200, 10_000),
              leaf("sms_opt_in", "eq", true));
      case 3 ->
          list(
              in("rfm_segment", "Champions", "Loyal Customers"),
              leaf("addresses.city", "eq", CITIES.get(step)),
              group(
                  "any",
                  leaf("tags", "eq", TAGS.get(step)),
                  in("loyalty_tier", "gold", "platinum")));
      default ->
          list(
              in("rfm_segment", "At Risk", "Can't Lose Them", "Hibernating"),
              leaf("days_since_last_order", "gte", 60 + 30 * step),
              leaf("monetary_score", "gte", 3),
              leaf("push_opt_in", "eq", true));
    };
  }

  /** Of what a customer has done of late, mostly. */
  private static JsonNode ofWindows(int kind, int step) {
    return switch (kind) {
      case 5 ->
          list(
              leaf("tags", "in", TAGS.get(step), "workshop-guest"),
              leaf("orders_in_last_days:30", "gte", 1 + step),
              leaf("loyalty_points", "gte", 500 * step),
              leaf("addresses.country", "eq", "UA"));
      case 6 ->
          list(
              leaf("first_order_date", "gte", ago(60 * (step + 1))),
              leaf("total_orders", "between", 1, 1 + step),
              not(group("any", leaf("source", "eq", "instagram"), leaf("gender", "eq", "male"))));
      case 7 ->
          list(
              group(
                  "any",
                  leaf("spent_in_last_days:" + 30 * (step + 1), "gte", 3_000),
                  leaf("orders_in_last_days:" + 30 * (step + 1), "gte", 4)),
              in("lifecycle_stage", "active", "loyal", "champion"),
              leaf("email", "exists", true));
      case 8 ->
          list(
              leaf("date_of_birth", "between", (1960 + 8 * step) + "-01-01", "1999-12-31"),
              leaf("last_order_date", "gte", ago(14 * (step + 1))),
              leaf("recency_score", "gte", 3),
              leaf("frequency_score", "gte", 1 + step));
      default ->
          list(
              leaf("created_at", "lt", ago(30 * step + 7)),
              leaf("spent_in_last_days:365", "between", 1_000, 20_000 * (step + 1)),
              not(leaf("orders_in_last_days:" + (14 + 7 * step), "gte", 1)),
              leaf("addresses.city", "in", CITIES.get(step), "Dnipro"));
    };
  }

  private static String ago(int days) {
    return "-" + days + "d";
  }

  private static ArrayNode list(JsonNode... of) {
    ArrayNode list = JSON.createArrayNode();
    list.addAll(List.of(of));
    return list;
  }

  private static ObjectNode group(String name, JsonNode... of) {
    return JSON.createObjectNode().set(name, list(of));
  }

  private static ObjectNode not(JsonNode of) {
    return JSON.createObjectNode().set("not", of);
  }

  private static ObjectNode in(String field, Object... values) {
    return leaf(field, "in", values);
  }

  private static ObjectNode leaf(String field, String operator, Object... values) {
    ObjectNode leaf = JSON.createObjectNode().put("field", field).put("operator", operator);
    return leaf.set("value", JSON.valueToTree(values.length == 1 ? values[0] : values));
  }
}
