package shop.crm.queries.live.question;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import shop.crm.schemas.model.Ids;

/**
 * The fields of a JSON object that another instance wrote. What is missing or of another type is an
 * {@link IllegalArgumentException} that names the field; fields that nobody reads are ignored.
 *
 * @param json the object
 */
public record Fields(JsonNode json) {

  /** More days, months or quarters than any instance asks for. */
  private static final int MAX_PERIODS = 1_000;

  /**
   * The fields of an object.
   *
   * @throws IllegalArgumentException if it is none
   */
  public Fields {
    if (!json.isObject()) {
      throw new IllegalArgumentException("not an object");
    }
  }

  static void require(boolean asAskedFor, String what) {
    if (!asAskedFor) {
      throw new IllegalArgumentException(what);
    }
  }

  private JsonNode field(String name, Predicate<JsonNode> type) {
    JsonNode field = json.path(name);
    require(type.test(field), name + " is missing or of another type");
    return field;
  }

  /** Whether there is such a field. */
  public boolean has(String name) {
    return json.has(name);
  }

  /** A field of any type. */
  public JsonNode any(String name) {
    return field(name, node -> !node.isMissingNode());
  }

  /** A text. */
  public String text(String name) {
    return field(name, JsonNode::isTextual).textValue();
  }

  Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** The tenant. */
  String tenant() {
    String tenant = text("tenant");
    require(Ids.isValid(tenant), "tenant is none");
    return tenant;
  }

  /** A whole number of 32 bits. */
  public int integer(String name) {
    return field(name, JsonNode::isInt).intValue();
  }

  OptionalInt optionalInteger(String name) {
    return has(name) ? OptionalInt.of(integer(name)) : OptionalInt.empty();
  }

  /** A whole number of 64 bits. */
  long number(String name) {
    return field(name, Fields::isLong).longValue();
  }

  private static boolean isLong(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }

  OptionalLong optionalNumber(String name) {
    return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
  }

  boolean flag(String name) {
    return field(name, JsonNode::isBoolean).booleanValue();
  }

  /** A time of RFC 3339. */
  public Instant time(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " is not a time", e);
    }
  }

  /** Bytes in base64. */
  byte[] bytes(String name) {
    return bytes(name, field(name, JsonNode::isTextual));
  }

  private static byte[] bytes(String name, JsonNode text) {
    try {
      return text.binaryValue();
    } catch (IOException e) {
      throw new IllegalArgumentException(name + " is not in base64", e);
    }
  }

  Fields object(String name) {
    return new Fields(field(name, JsonNode::isObject));
  }

  /** A list of objects. */
  public List<Fields> objects(String name) {
    return list(name, Fields::new);
  }

  List<String> texts(String name) {
    List<String> texts = list(name, JsonNode::textValue);
    require(texts.stream().allMatch(text -> text != null), name + " holds what is no text");
    return texts;
  }

  /** Numbers, exactly so many. */
  long[] numbers(String name, int count) {
    JsonNode numbers = field(name, JsonNode::isArray);
    require(numbers.size() == count, name + " holds more or fewer than " + count);
    long[] all = new long[count];
    for (int i = 0; i < count; i++) {
      require(isLong(numbers.get(i)), name + " holds what is no number");
      all[i] = numbers.get(i).longValue();
    }
    return all;
  }

  private <T> List<T> list(String name, Function<JsonNode, T> element) {
    List<T> all = new ArrayList<>();
    field(name, JsonNode::isArray).forEach(node -> all.add(element.apply(node)));
    return all;
  }

  Map<String, Long> countsByName(String name) {
    Map<String, Long> counts = new TreeMap<>();
    Fields all = object(name);
    all.json.fieldNames().forEachRemaining(key -> counts.put(key, all.number(key)));
    return counts;
  }

  /** Values by whole numbers, which are names in JSON. */
  <T> Map<Integer, T> byNumber(String name, Function<JsonNode, T> value) {
    Map<Integer, T> all = new TreeMap<>();
    object(name)
        .json
        .properties()
        .forEach(e -> all.put(Integer.valueOf(e.getKey()), value.apply(e.getValue())));
    return all;
  }

  Map<Integer, byte[]> bytesByNumber(String name) {
    return byNumber(
        name,
        value -> {
          require(value.isTextual(), name + " holds what is no text");
          return bytes(name, value);
        });
  }

  /** Days, months or quarters by their numbers, both ends included. */
  record Periods(int from, int to) {}

  /** From one period to another that is not too far behind it. */
  Periods periods() {
    Periods asked = new Periods(integer("from"), integer("to"));
    require(
        asked.from() <= asked.to() && (long) asked.to() - asked.from() <= MAX_PERIODS,
        "from is behind to, or too far before it");
    return asked;
  }
}
