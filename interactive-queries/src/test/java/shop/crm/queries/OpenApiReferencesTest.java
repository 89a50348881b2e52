package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the document refers to is in it: readers of it break where it is not. */
class OpenApiReferencesTest {

  @Test
  void every_reference_leads_somewhere() {
    List<String> references =
        Described.DOCUMENT.findValues("$ref").stream().map(JsonNode::asText).distinct().toList();

    assertFalse(references.isEmpty());
    assertEquals(
        List.of(),
        references.stream()
            .filter(one -> Described.DOCUMENT.at(one.substring(1)).isMissingNode())
            .toList());
  }
}
