package shop.crm.schemas.topic;

import java.util.List;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;

/**
 * Which rows of the outbox were published last, as on {@link
 * shop.crm.schemas.Topics#OUTBOX_PROGRESS}.
 */
public final class OutboxProgressJson {

  private OutboxProgressJson() {}

  /** The record of the rows of those ids. */
  public static byte[] write(List<Long> ids) {
    return JsonBytes.object(
        json -> {
          json.writeArrayFieldStart("ids");
          for (long id : ids) {
            json.writeNumber(id);
          }
          json.writeEndArray();
        });
  }

  /**
   * The ids of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static List<Long> read(byte[] record) {
    return JsonFields.read(
        "what the outbox published",
        record,
        json ->
            JsonFields.list(
                json.required("ids"),
                id -> JsonFields.checked(id.canConvertToLong(), "not an id", id.longValue())));
  }
}
