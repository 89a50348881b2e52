package shop.crm.schemas.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Documents;
import shop.crm.schemas.model.fact.InboundType;

class SchemaExamplesTest {

  @Test
  void every_schema_is_a_schema_and_its_examples_validate() throws JsonProcessingException {
    for (String file : Documents.SCHEMAS) {
      String text = Schemas.resource("/schemas/" + file);
      assertEquals(List.of(), Schemas.errorsOfSchema(text), file);
      JsonNode schema = Bodies.JSON.readTree(text);
      assertEquals("/schemas/" + file, schema.get("$id").asText());
      for (JsonNode example : schema.path("examples")) {
        assertEquals(List.of(), Schemas.errors(file, example.toString()), file);
      }
      for (var definition : schema.path("$defs").properties()) {
        for (JsonNode example : definition.getValue().path("examples")) {
          String reference = file + "#/$defs/" + definition.getKey();
          assertEquals(List.of(), Schemas.errors(reference, example.toString()), reference);
        }
      }
    }
  }

  @Test
  void the_reader_takes_every_example_of_what_comes_in() {
    for (InboundType type : InboundType.values()) {
      ObjectNode schema = Bodies.object(Schemas.resource("/schemas/" + type.wire() + ".json"));
      for (JsonNode example : schema.get("examples")) {
        assertEquals(type, Bodies.event(Bodies.read(example.toString())).type());
      }
      for (JsonNode plain : schema.at("/$defs/plain/examples")) {
        assertEquals(
            type, Bodies.event(Bodies.read(plain.toString(), Bodies.plain(type.wire()))).type());
      }
    }
  }
}
