package shop.crm.schemas.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;

/**
 * An entry of the loyalty ledger that no order made, as on {@link
 * shop.crm.schemas.Topics#LOYALTY_ENTRIES}.
 *
 * @param id tells entries of one customer apart
 * @param points what it adds to the balance; negative where it takes away
 * @param reason in the words of whoever made it
 */
public record LoyaltyEntry(
    CustomerKey customer, String id, Type type, long points, Optional<String> reason, Instant at) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What kind of entry; the wire name is the lower-case name. Rows store the ordinal: the order is
   * part of the stored form.
   */
  public enum Type {
    /** Points given or taken by hand; those given count for the tier. */
    ADJUST,
    /** Points spent; the tier stays. */
    REDEEM,
    /** Points run out; the tier stays. */
    EXPIRE;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wire() {
      return wire;
    }

    /** The type of that name, if there is one. */
    public static Optional<Type> named(String wire) {
      return Stream.of(values()).filter(type -> type.wire.equals(wire)).findFirst();
    }
  }

  /** What it adds to the points that decide the tier: those of a positive adjustment. */
  public long tierPoints() {
    return type == Type.ADJUST ? Math.max(0, points) : 0;
  }

  /** As JSON. */
  public byte[] toJson() {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant_id", customer.tenant());
          json.writeStringField("customer_id", customer.customer());
          json.writeStringField("id", id);
          json.writeStringField("type", type.wire());
          json.writeNumberField("points", points);
          ProfileJson.text(json, "reason", reason);
          json.writeStringField("at", at.toString());
        });
  }

  /**
   * From JSON.
   *
   * @throws IllegalArgumentException if that is not what {@link #toJson} writes; more fields are
   *     passed over
   */
  public static LoyaltyEntry fromJson(byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      return new LoyaltyEntry(
          new CustomerKey(
              json.required("tenant_id").asText(), json.required("customer_id").asText()),
          json.required("id").asText(),
          Type.named(json.required("type").asText()).orElseThrow(),
          json.required("points").longValue(),
          ProfileJson.text(json, "reason"),
          Instant.parse(json.required("at").asText()));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a loyalty entry: " + e.getClass().getSimpleName());
    }
  }
}
