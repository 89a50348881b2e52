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

/** Conditions as JSON: checked when somebody writes them, and given back as a list. */
public final class ConditionsJson {

  /** Numbers as they were written. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

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
    try {
      JsonNode written = JSON.readTree(conditions.json());
      ArrayNode list = JSON.createArrayNode();
      if (written.isArray()) {
        written.forEach(each -> list.add(object(each)));
      } else {
        list.add(object(written));
      }
      return JSON.writeValueAsString(list);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was checked is JSON", e);
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
