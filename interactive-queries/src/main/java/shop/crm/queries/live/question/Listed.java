package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.index.CustomerQuery.Position;

/** A customer in a list, and the place there. */
public record Listed(Position position, CustomerState state) {

  /** A customer where only ids matter. */
  public static Listed byId(String id, CustomerState state) {
    return new Listed(new Position(OptionalLong.empty(), id), state);
  }

  static void write(JsonGenerator json, String name, Iterable<Listed> customers)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Listed customer : customers) {
      json.writeStartObject();
      write(json, customer.position());
      json.writeBinaryField("row", CustomerRow.encode(customer.state()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void write(JsonGenerator json, Position position) throws IOException {
    json.writeStringField("id", position.id());
    if (position.value().isPresent()) {
      json.writeNumberField("value", position.value().getAsLong());
    }
  }

  static List<Listed> read(Fields fields, String name) {
    return fields.objects(name).stream()
        .map(one -> new Listed(position(one), CustomerRow.decode(one.bytes("row"))))
        .toList();
  }

  static Position position(Fields fields) {
    return new Position(fields.optionalNumber("value"), fields.text("id"));
  }
}
