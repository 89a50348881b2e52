package shop.crm.benchmarks.fuzz.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.ArrayList;
import java.util.List;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** Another JSON value: a valid one of which a part is replaced, left out or added. */
final class JsonMutation {

  private static final JsonNodeFactory NODES = new ObjectMapper().getNodeFactory();

  private static final List<String> LITERALS =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1.5",
          "1" + "0".repeat(40),
          "-1" + "0".repeat(400),
          "1e308",
          "\"\"",
          "\"x\"",
          "[]",
          "[null]",
          "[[]]",
          "{}",
          "{\"a\":{\"b\":1}}",
          "[" + "\"x\",".repeat(100) + "\"x\"]",
          "[" + "{\"type\":\"shipping\"},".repeat(20) + "{}]",
          "[{}]",
          "[1]",
          "{\"$ref\":\"x\"}",
          "\"" + "x".repeat(70_000) + "\"");
  private static final List<String> ODD_KEYS =
      List.of("__proto__", "@class", "@type", "constructor", "tenant_id", "version", "id");

  private JsonMutation() {}

  /** A mutation of a value, which stays as it is. */
  static JsonNode of(JsonNode value, Dice dice) {
    if (value instanceof ObjectNode object && !object.isEmpty() && dice.chance(0.85)) {
      return ofObject(object.deepCopy(), dice);
    }
    if (value instanceof ArrayNode array && !array.isEmpty() && dice.chance(0.7)) {
      ArrayNode copy = array.deepCopy();
      copy.set(dice.below(copy.size()), of(array.get(dice.below(array.size())), dice));
      return copy;
    }
    return other(dice);
  }

  private static ObjectNode ofObject(ObjectNode object, Dice dice) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    String key = dice.any(keys);
    switch (dice.below(20)) {
      case 0, 1, 2 -> object.remove(key);
      case 3, 4, 5 -> object.set(OddTexts.text(dice), other(dice));
      case 6, 7 -> object.put(dice.any(ODD_KEYS), "java.lang.Runtime");
      default -> object.set(key, dice.chance(0.4) ? of(object.get(key), dice) : other(dice));
    }
    return object;
  }

  private static JsonNode other(Dice dice) {
    return dice.chance(0.3)
        ? NODES.textNode(OddTexts.text(dice))
        : NODES.rawValueNode(new RawValue(dice.any(LITERALS)));
  }
}
