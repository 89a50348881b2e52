package shop.crm.schemas.topic;

import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.model.profile.Sighting;

/** A {@link Sighting} as on {@link shop.crm.schemas.Topics#SIGHTINGS}. */
public final class SightingJson {

  private SightingJson() {}

  /** The record of a sighting. */
  public static byte[] write(Sighting sighting) {
    return JsonBytes.object(
        json -> {
          JsonFields.customer(json, sighting.customer());
          JsonFields.time(json, "since", sighting.since());
        });
  }

  /**
   * The sighting of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static Sighting read(byte[] record) {
    return JsonFields.read(
        "a sighting",
        record,
        json -> new Sighting(JsonFields.customer(json), JsonFields.requiredTime(json, "since")));
  }
}
