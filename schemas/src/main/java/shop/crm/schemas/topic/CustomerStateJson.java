package shop.crm.schemas.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.purchase.Purchases;

/**
 * The present state of a customer as it stands on its topic: all that the stream knows, and of the
 * profile only which version it is, since that has a topic of its own.
 */
public final class CustomerStateJson {

  private CustomerStateJson() {}

  /**
   * A state.
   *
   * @param segments the ids of the tenant's segments, by their numbers; nothing where one is there
   *     no more
   */
  public static byte[] write(
      CustomerKey customer, CustomerState state, IntFunction<Optional<String>> segments) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant_id", customer.tenant());
          json.writeStringField("customer_id", customer.customer());
          json.writeNumberField("sequence", state.sequence());
          json.writeNumberField("profile_version", state.version());
          purchases(json, state.purchases());
          json.writeNumberField("loyalty_points", state.loyalty().points());
          json.writeNumberField("tier_points", state.loyalty().tierPoints());
          json.writeStringField("loyalty_tier", state.loyalty().tier());
          standing(json, state.standing());
          json.writeStringField("lifecycle_stage", state.stage().wire());
          memberships(json, state.memberships(), segments);
          json.writeStringField("created_at", state.createdAt().toString());
          json.writeStringField("updated_at", state.updatedAt().toString());
        });
  }

  private static void purchases(JsonGenerator json, Purchases purchases) throws IOException {
    json.writeNumberField("total_orders", purchases.count());
    json.writeStringField("total_spent", purchases.spent().toString());
    json.writeStringField(
        "average_order", purchases.spent().dividedBy(purchases.count()).toString());
    time(json, "first_order_date", purchases.first());
    time(json, "last_order_date", purchases.last());
  }

  private static void standing(JsonGenerator json, Optional<Standing> standing) throws IOException {
    Optional<Scores> scores = standing.map(Standing::scores);
    json.writeStringField(
        "rfm_segment", standing.map(it -> it.segment().displayName()).orElse(null));
    score(json, "recency_score", scores.map(Scores::recency));
    score(json, "frequency_score", scores.map(Scores::frequency));
    score(json, "monetary_score", scores.map(Scores::monetary));
  }

  private static void score(JsonGenerator json, String name, Optional<Integer> score)
      throws IOException {
    if (score.isPresent()) {
      json.writeNumberField(name, score.get());
    } else {
      json.writeNullField(name);
    }
  }

  private static void memberships(
      JsonGenerator json, Memberships memberships, IntFunction<Optional<String>> segments)
      throws IOException {
    json.writeArrayFieldStart("segments");
    for (int number : memberships.segments()) {
      Optional<String> id = segments.apply(number);
      if (id.isPresent()) {
        json.writeStartObject();
        json.writeStringField("segment_id", id.get());
        time(json, "entered_at", memberships.since(number));
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void time(JsonGenerator json, String name, Optional<Instant> time)
      throws IOException {
    json.writeStringField(name, time.map(Instant::toString).orElse(null));
  }
}
