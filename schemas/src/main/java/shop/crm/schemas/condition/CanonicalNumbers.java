package shop.crm.schemas.condition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * Checked conditions in which the same number always reads alike, whichever parser it came through:
 * {@code 1e3} and {@code 1000.0} are {@code 1000}.
 */
final class CanonicalNumbers {

  private CanonicalNumbers() {}

  static JsonNode in(JsonNode json) {
    return switch (json) {
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), in(field.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(element -> copy.add(in(element)));
        yield copy;
      }
      default -> json.isFloatingPointNumber() ? number(json.decimalValue()) : json;
    };
  }

  private static JsonNode number(BigDecimal value) {
    BigDecimal shortest = value.stripTrailingZeros();
    return DecimalNode.valueOf(shortest.scale() < 0 ? shortest.setScale(0) : shortest);
  }
}
