package shop.crm.schemas.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;

/**
 * A fact has named a customer whom the stream did not know, or one from before it knew of: tells
 * PostgreSQL, on {@link shop.crm.schemas.Topics#SIGHTINGS}, to have a profile of them.
 *
 * @param since the time of the earliest fact
 */
public record Sighting(CustomerKey customer, Instant since) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As JSON. */
  public byte[] toJson() {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant_id", customer.tenant());
          json.writeStringField("customer_id", customer.customer());
          json.writeStringField("since", since.toString());
        });
  }

  /**
   * From JSON.
   *
   * @throws IllegalArgumentException if that is not what {@link #toJson} writes; more fields are
   *     passed over
   */
  public static Sighting fromJson(byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      return new Sighting(
          new CustomerKey(
              json.required("tenant_id").asText(), json.required("customer_id").asText()),
          Instant.parse(json.required("since").asText()));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a sighting: " + e.getClass().getSimpleName());
    }
  }
}
