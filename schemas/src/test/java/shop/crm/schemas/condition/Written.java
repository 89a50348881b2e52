package shop.crm.schemas.condition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import shop.crm.schemas.condition.ConditionsJson.Checked.Invalid;
import shop.crm.schemas.condition.ConditionsJson.Checked.Valid;
import shop.crm.schemas.condition.ConditionsJson.Mistake;
import shop.crm.schemas.model.segment.Condition;
import shop.crm.schemas.model.segment.Condition.Leaf;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.FieldRef;
import shop.crm.schemas.model.segment.Operand;
import shop.crm.schemas.model.segment.Operand.Time;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentField;

/** Conditions as they are written, what is read of them, and what they should be. */
final class Written {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  static final JsonMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  static final String LEAF =
      """
      {"field":"email","operator":"exists"}\
      """;

  static JsonNode json(String text) {
    return json(JSON, text);
  }

  static JsonNode json(JsonMapper mapper, String text) {
    try {
      return mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static Conditions valid(String text) {
    return switch (ConditionsJson.read(json(text))) {
      case Valid(Conditions conditions) -> conditions;
      case Invalid(List<Mistake> mistakes) -> throw new AssertionError(mistakes + ": " + text);
    };
  }

  static List<Mistake> mistakes(String text) {
    return mistakes(json(text));
  }

  static List<Mistake> mistakes(JsonNode json) {
    return switch (ConditionsJson.read(json)) {
      case Valid(Conditions conditions) -> List.of();
      case Invalid(List<Mistake> mistakes) -> mistakes;
    };
  }

  static String leaf(String field, String operator, String value) {
    return "{\"field\":\"%s\",\"operator\":\"%s\",\"value\":%s}".formatted(field, operator, value);
  }

  static Condition read(String field, String operator, String value) {
    return valid(leaf(field, operator, value)).root();
  }

  static Leaf of(SegmentField field, Operator operator, Operand operand) {
    return new Leaf(new FieldRef(field, 0), operator, operand);
  }

  static Operand texts(String... values) {
    return new Operand.Texts(List.of(values));
  }

  static Operand numbers(Long... units) {
    return new Operand.Numbers(List.of(units));
  }

  static Operand times(Time... values) {
    return new Operand.Times(List.of(values));
  }

  static List<String> pointers(List<Mistake> mistakes) {
    return mistakes.stream().map(Mistake::pointer).toList();
  }

  static String listOf(int count, String element) {
    return Collections.nCopies(count, element).stream().collect(Collectors.joining(",", "[", "]"));
  }

  private Written() {}
}
