package shop.crm.schemas.condition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentField;

/** Conditions as JSON: checked when somebody writes them, and given back as a list. */
public final class ConditionsJson {

  /** Numbers as they were written. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final String FIELD = "field";
  private static final String VALUE = "value";

  private ConditionsJson() {}

  /** What became of reading. */
  public sealed interface Checked {

    /** The conditions are valid, and were read. */
    record Valid(Conditions conditions) implements Checked {}

    /** The conditions cannot be read, and why. */
    record Invalid(List<Mistake> mistakes) implements Checked {}
  }

  /**
   * One thing that is wrong.
   *
   * @param pointer where, a JSON pointer from the root of the conditions: {@code /0/any/1/value};
   *     empty for the root itself
   */
  public record Mistake(String pointer, String message) {}

  /** Reads and checks what a caller wrote: all mistakes at once. */
  public static Checked read(JsonNode json) {
    return ConditionReader.read(json);
  }

  /**
   * Conditions that were checked when they were taken.
   *
   * @throws IllegalArgumentException if this release cannot read them
   */
  public static Conditions stored(JsonNode json) {
    return switch (read(json)) {
      case Checked.Valid(Conditions conditions) -> conditions;
      case Checked.Invalid(List<Mistake> _) ->
          throw new IllegalArgumentException("conditions that cannot be read");
    };
  }

  /**
   * Conditions as a list of objects, on one line: what answers give back, so that callers who have
   * their types made from the description know what comes. A list in a list is {@code all}.
   */
  public static String list(Conditions conditions) {
    return text(objects(conditions));
  }

  /**
   * The same for one who is not shown what identifies somebody: of conditions that ask for that,
   * the value is null, and a mark beside it says why.
   *
   * @param mark a name; the condition has it with the value true
   */
  public static String masked(Conditions conditions, String mark) {
    ArrayNode list = objects(conditions);
    for (JsonNode parent : list.findParents(FIELD)) {
      // Whatever is not known to be harmless is left out.
      boolean shown =
          SegmentField.named(parent.path(FIELD).asText().split("\\(")[0])
              .filter(field -> !field.isIdentifying())
              .isPresent();
      if (!shown && parent instanceof ObjectNode leaf) {
        leaf.putNull(VALUE).put(mark, true);
      }
    }
    return text(list);
  }

  private static ArrayNode objects(Conditions conditions) {
    try {
      JsonNode written = JSON.readTree(conditions.json());
      ArrayNode list = JSON.createArrayNode();
      if (written.isArray()) {
        written.forEach(each -> list.add(object(each)));
      } else {
        list.add(object(written));
      }
      return list;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was checked is JSON", e);
    }
  }

  private static String text(ArrayNode list) {
    try {
      return JSON.writeValueAsString(list);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is a tree can be written", e);
    }
  }

  private static JsonNode object(JsonNode condition) {
    ObjectNode object = JSON.createObjectNode();
    if (condition.isArray()) {
      ArrayNode all = object.putArray("all");
      condition.forEach(each -> all.add(object(each)));
      return object;
    }
    for (Map.Entry<String, JsonNode> field : condition.properties()) {
      if (field.getValue().isNull()) {
        continue;
      }
      switch (field.getKey()) {
        case "all", "any" -> {
          ArrayNode nested = object.putArray(field.getKey());
          field.getValue().forEach(each -> nested.add(object(each)));
        }
        case "not" -> object.set("not", object(field.getValue()));
        default -> object.set(field.getKey(), field.getValue());
      }
    }
    return object;
  }
}
