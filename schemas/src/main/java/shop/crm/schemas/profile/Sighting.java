package shop.crm.schemas.profile;

import java.time.Instant;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.JsonFields;

/**
 * A fact has named a customer whom the stream did not know, or one from before it knew of: tells
 * PostgreSQL, on {@link shop.crm.schemas.Topics#SIGHTINGS}, to have a profile of them.
 *
 * @param since the time of the earliest fact; kept to the microsecond
 */
public record Sighting(CustomerKey customer, Instant since) {

  public Sighting {
    since = JsonFields.micros(since);
  }

  /** As JSON. */
  public byte[] toJson() {
    return JsonBytes.object(
        json -> {
          JsonFields.customer(json, customer);
          JsonFields.time(json, "since", since);
        });
  }

  /**
   * From JSON.
   *
   * @throws IllegalArgumentException if that is not what {@link #toJson} writes; more fields are
   *     passed over
   */
  public static Sighting fromJson(byte[] bytes) {
    return JsonFields.read(
        "a sighting",
        bytes,
        json -> new Sighting(JsonFields.customer(json), JsonFields.requiredTime(json, "since")));
  }
}
