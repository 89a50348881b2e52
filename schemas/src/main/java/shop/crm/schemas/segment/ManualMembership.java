package shop.crm.schemas.segment;

import java.time.Instant;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.JsonFields;

/**
 * A customer was put into a segment by hand, or taken out, on {@link
 * shop.crm.schemas.Topics#SEGMENT_MEMBERS}. Of one customer and segment the one with the highest
 * sequence is the truth.
 *
 * @param number what stands for the segment in rows
 * @param segmentId for the event that follows
 * @param segmentName for the event that follows
 * @param sequence grows with each change of manual memberships
 * @param member whether the customer is in it now
 * @param at when it was done; kept to the microsecond
 */
public record ManualMembership(
    CustomerKey customer,
    int number,
    String segmentId,
    String segmentName,
    long sequence,
    boolean member,
    Instant at) {

  public ManualMembership {
    JsonFields.checked(number >= 0, "not a number of a segment", number);
    JsonFields.checked(sequence >= 1, "sequences start at 1", sequence);
    at = JsonFields.micros(at);
  }

  /** As JSON. */
  public byte[] toJson() {
    return JsonBytes.object(
        json -> {
          JsonFields.customer(json, customer);
          json.writeNumberField("number", number);
          json.writeStringField("segment_id", segmentId);
          json.writeStringField("segment_name", segmentName);
          json.writeNumberField("sequence", sequence);
          json.writeBooleanField("member", member);
          JsonFields.time(json, "at", at);
        });
  }

  /**
   * From JSON.
   *
   * @throws IllegalArgumentException if that is not what {@link #toJson} writes; more fields are
   *     passed over
   */
  public static ManualMembership fromJson(byte[] bytes) {
    return JsonFields.read(
        "a membership",
        bytes,
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
