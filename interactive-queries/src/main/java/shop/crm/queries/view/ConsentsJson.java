package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import shop.crm.connectors.postgres.Profiles.Consent;

/** How a history of consents is written. */
public final class ConsentsJson {

  private ConsentsJson() {}

  /** Writes a history of consents as an array, newest first. */
  public static void write(JsonGenerator json, List<Consent> history) throws IOException {
    json.writeStartArray();
    for (Consent consent : history) {
      json.writeStartObject();
      json.writeStringField("channel", consent.change().channel().wire());
      if (consent.change().optedIn().isPresent()) {
        json.writeBooleanField("opted_in", consent.change().optedIn().get());
      } else {
        json.writeNullField("opted_in");
      }
      json.writeStringField("at", consent.at().toString());
      json.writeStringField("origin", consent.origin().wire());
      if (consent.sourceId().isPresent()) {
        json.writeStringField("source_id", consent.sourceId().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
