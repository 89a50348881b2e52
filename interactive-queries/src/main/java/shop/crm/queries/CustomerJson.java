package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.profile.Profile;
import shop.crm.schemas.profile.ProfileJson;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.Purchases;

/** A customer as JSON. */
final class CustomerJson {

  private CustomerJson() {}

  static byte[] write(CustomerKey key, CustomerState state) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("id", key.customer());
          json.writeStringField("tenant_id", key.tenant());
          profile(json, state.profile());
          json.writeStringField("loyalty_tier", state.loyalty().tier());
          json.writeNumberField("loyalty_points", state.loyalty().points());
          purchases(json, state.purchases());
          standing(json, state.standing());
          json.writeStringField("lifecycle_stage", state.stage().wire());
          json.writeBooleanField("email_opt_in", state.profile().emailOptIn().orElse(false));
          json.writeBooleanField("sms_opt_in", state.profile().smsOptIn().orElse(false));
          json.writeBooleanField("push_opt_in", state.profile().pushOptIn().orElse(false));
          json.writeStringField("created_at", state.createdAt().toString());
          json.writeStringField("updated_at", state.updatedAt().toString());
          json.writeNumberField("version", state.version());
        });
  }

  private static void profile(JsonGenerator json, Profile profile) throws IOException {
    Json.text(json, "email", profile.email());
    Json.text(json, "phone", profile.phone());
    Json.text(json, "first_name", profile.firstName());
    Json.text(json, "last_name", profile.lastName());
    Json.text(json, "date_of_birth", profile.dateOfBirth());
    Json.text(json, "gender", profile.gender());
    json.writeFieldName("addresses");
    ProfileJson.addresses(json, profile.addresses());
    json.writeArrayFieldStart("tags");
    for (String tag : profile.tags()) {
      json.writeString(tag);
    }
    json.writeEndArray();
    Json.text(json, "source", profile.source());
  }

  private static void purchases(JsonGenerator json, Purchases purchases) throws IOException {
    json.writeNumberField("total_orders", purchases.count());
    json.writeStringField("total_spent", purchases.spent().toString());
    json.writeStringField(
        "average_order", purchases.spent().dividedBy(purchases.count()).toString());
    Json.text(json, "first_order_date", purchases.first());
    Json.text(json, "last_order_date", purchases.last());
  }

  private static void standing(JsonGenerator json, Optional<Standing> standing) throws IOException {
    if (standing.isPresent()) {
      json.writeStringField("rfm_segment", standing.get().segment().displayName());
      json.writeNumberField("recency_score", standing.get().scores().recency());
      json.writeNumberField("frequency_score", standing.get().scores().frequency());
      json.writeNumberField("monetary_score", standing.get().scores().monetary());
    } else {
      json.writeNullField("rfm_segment");
      json.writeNullField("recency_score");
      json.writeNullField("frequency_score");
      json.writeNullField("monetary_score");
    }
  }
}
