package shop.crm.schemas.topic;

import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.model.segment.ManualMembership;

/** A {@link ManualMembership} as on {@link shop.crm.schemas.Topics#SEGMENT_MEMBERS}. */
public final class ManualMembershipJson {

  private ManualMembershipJson() {}

  /** The record of a membership. */
  public static byte[] write(ManualMembership membership) {
    return JsonBytes.object(
        json -> {
          JsonFields.customer(json, membership.customer());
          json.writeNumberField("number", membership.number());
          json.writeStringField("segment_id", membership.segmentId());
          json.writeStringField("segment_name", membership.segmentName());
          json.writeNumberField("sequence", membership.sequence());
          json.writeBooleanField("member", membership.member());
          JsonFields.time(json, "at", membership.at());
        });
  }

  /**
   * The membership of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static ManualMembership read(byte[] record) {
    return JsonFields.read(
        "a membership",
        record,
        json ->
            new ManualMembership(
                JsonFields.customer(json),
                Math.toIntExact(JsonFields.requiredWhole(json, "number")),
                JsonFields.requiredText(json, "segment_id"),
                JsonFields.requiredText(json, "segment_name"),
                JsonFields.requiredWhole(json, "sequence"),
                JsonFields.flag(json, "member").orElseThrow(),
                JsonFields.requiredTime(json, "at")));
  }
}
