package shop.crm.queries.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import shop.crm.connectors.postgres.AuditLog.Entry;
import shop.crm.queries.http.Json;
import shop.crm.schemas.model.access.AuditLine;

/** A line of the audit log in an answer. */
final class EntryJson {

  private EntryJson() {}

  static void write(JsonGenerator json, Entry entry) throws IOException {
    AuditLine line = entry.line();
    json.writeStartObject();
    json.writeNumberField("id", entry.id());
    json.writeStringField("at", line.at().toString());
    Json.text(json, "tenant_id", line.tenant());
    json.writeStringField("actor", line.actor().name());
    Json.text(json, "on_behalf_of", line.actor().onBehalfOf());
    json.writeStringField("method", line.call().method());
    json.writeStringField("route", line.call().route());
    Json.text(json, "customer_id", line.customer());
    Json.text(json, "object", line.object());
    json.writeStringField("outcome", line.outcome().text());
    json.writeNumberField("status", line.status());
    Json.text(json, "request_id", line.call().request());
    json.writeEndObject();
  }
}
