package shop.crm.schemas.topic;

import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.model.customer.LoyaltyEntry;

/** A {@link LoyaltyEntry} as on {@link shop.crm.schemas.Topics#LOYALTY_ENTRIES}. */
public final class LoyaltyEntryJson {

  private LoyaltyEntryJson() {}

  /** The record of an entry. */
  public static byte[] write(LoyaltyEntry entry) {
    return JsonBytes.object(
        json -> {
          JsonFields.customer(json, entry.customer());
          json.writeStringField("id", entry.id());
          json.writeStringField("type", entry.type().wire());
          json.writeNumberField("points", entry.points());
          JsonFields.text(json, "reason", entry.reason());
          JsonFields.time(json, "at", entry.at());
        });
  }

  /**
   * The entry of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static LoyaltyEntry read(byte[] record) {
    return JsonFields.read(
        "a loyalty entry",
        record,
        json ->
            new LoyaltyEntry(
                JsonFields.customer(json),
                JsonFields.requiredText(json, "id"),
                LoyaltyEntry.Type.named(JsonFields.requiredText(json, "type")).orElseThrow(),
                JsonFields.requiredWhole(json, "points"),
                JsonFields.text(json, "reason"),
                JsonFields.requiredTime(json, "at")));
  }
}
