package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import shop.crm.queries.http.Json;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.rules.RulesInForce;

/**
 * A customer as JSON.
 *
 * @param rules by which points become a tier
 */
public record CustomerJson(RulesInForce rules) {

  /** Fields of the profile before what follows from orders, and those behind it. */
  private static final Map<Boolean, List<ProfileField>> BY_FIGURES =
      ProfileField.ALL.stream()
          .collect(Collectors.partitioningBy(field -> field.kind() instanceof Kind.Flag));

  static final List<ProfileField> BEFORE_FIGURES = BY_FIGURES.get(false);
  static final List<ProfileField> BEHIND_FIGURES = BY_FIGURES.get(true);

  /** As a document. */
  public byte[] bytes(CustomerView customer, Visibility visibility) {
    return bytes(customer, visibility, Set.of());
  }

  /** As a document, with more than a customer's own fields. */
  public byte[] bytes(CustomerView customer, Visibility visibility, Set<Include> includes) {
    return JsonBytes.object(
        json -> {
          fields(json, customer, visibility);
          for (Include include : includes) {
            include.write(json, customer);
          }
        });
  }

  /** As an element of a list. */
  public void element(JsonGenerator json, CustomerView customer, Visibility visibility)
      throws IOException {
    json.writeStartObject();
    fields(json, customer, visibility);
    json.writeEndObject();
  }

  private void fields(JsonGenerator json, CustomerView customer, Visibility visibility)
      throws IOException {
    Profile profile = customer.stored().profile();
    json.writeStringField("id", customer.stored().key().customer());
    json.writeStringField("tenant_id", customer.stored().key().tenant());
    for (ProfileField field : BEFORE_FIGURES) {
      visibility.write(json, field, profile);
    }
    json.writeStringField("loyalty_tier", customer.tier(rules.loyalty()));
    json.writeNumberField("loyalty_points", customer.points());
    purchases(json, customer.live().map(CustomerState::purchases).orElse(Purchases.NONE));
    Optional<Standing> standing = customer.live().flatMap(CustomerState::standing);
    standing(json, standing);
    json.writeStringField(
        "lifecycle_stage", LifecycleStage.of(standing.map(Standing::segment)).wire());
    for (ProfileField field : BEHIND_FIGURES) {
      visibility.write(json, field, profile);
    }
    json.writeStringField("created_at", customer.createdAt().toString());
    json.writeStringField("updated_at", customer.updatedAt().toString());
    json.writeNumberField("version", customer.stored().version());
    visibility.mark(json);
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
