package shop.crm.schemas.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.model.access.AuditLine;

/** An {@link AuditLine} as on {@link shop.crm.schemas.Topics#AUDIT}, and as HTTP tells it. */
public final class AuditLineJson {

  private AuditLineJson() {}

  /**
   * The record of a line.
   *
   * @param id of the line in the log
   */
  public static byte[] write(long id, AuditLine line) {
    return JsonBytes.object(json -> fields(json, id, line));
  }

  /** Writes the fields of a line into an object that is open. */
  public static void fields(JsonGenerator json, long id, AuditLine line) throws IOException {
    json.writeNumberField("id", id);
    JsonFields.time(json, "at", line.at());
    JsonFields.text(json, "tenant_id", line.tenant());
    json.writeStringField("actor", line.actor().name());
    JsonFields.text(json, "on_behalf_of", line.actor().onBehalfOf());
    json.writeStringField("method", line.call().method());
    json.writeStringField("route", line.call().route());
    JsonFields.text(json, "customer_id", line.customer());
    JsonFields.text(json, "object", line.object());
    json.writeStringField("outcome", line.outcome().text());
    json.writeNumberField("status", line.status());
    JsonFields.text(json, "request_id", line.call().request());
  }
}
