package shop.crm.schemas.topic;

import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.model.profile.CustomerSeen;

/** A {@link CustomerSeen} as on {@link shop.crm.schemas.Topics#SIGHTINGS}. */
public final class CustomerSeenJson {

  private CustomerSeenJson() {}

  /** The record of a customer seen. */
  public static byte[] write(CustomerSeen seen) {
    return JsonBytes.object(
        json -> {
          JsonFields.customer(json, seen.customer());
          JsonFields.time(json, "since", seen.since());
        });
  }

  /**
   * The customer seen of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static CustomerSeen read(byte[] record) {
    return JsonFields.read(
        "a sighting",
        record,
        json ->
            new CustomerSeen(JsonFields.customer(json), JsonFields.requiredTime(json, "since")));
  }
}
