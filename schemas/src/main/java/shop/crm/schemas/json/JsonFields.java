package shop.crm.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Rfc3339;

/**
 * Fields of the JSON on our own topics. What is absent, or null, is empty; what has another type
 * than it should is refused rather than read as nothing.
 */
public final class JsonFields {

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  private JsonFields() {}

  /**
   * What {@code read} makes of one JSON object.
   *
   * @param what what it should be, for the message
   * @throws IllegalArgumentException if it is none, whatever {@code read} threw
   */
  public static <T> T read(String what, byte[] bytes, Function<JsonNode, T> read) {
    try {
      return read.apply(JSON.readTree(bytes));
    } catch (IOException | RuntimeException e) {
      // Neither message nor cause: both may quote what was read, which is personal data.
      throw new IllegalArgumentException("not " + what + ": " + e.getClass().getSimpleName());
    }
  }

  /** Writes whom it is about. */
  public static void customer(JsonGenerator json, CustomerKey customer) throws IOException {
    json.writeStringField("tenant_id", customer.tenant());
    json.writeStringField("customer_id", customer.customer());
  }

  /** The customer that {@code tenant_id} and {@code customer_id} name. */
  public static CustomerKey customer(JsonNode json) {
    return new CustomerKey(requiredText(json, "tenant_id"), requiredText(json, "customer_id"));
  }

  /** Writes a text, or nothing where there is none. */
  public static void text(JsonGenerator json, String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get().toString());
    }
  }

  /** A text, if it is there. */
  public static Optional<String> text(JsonNode json, String name) {
    return value(json, name).map(JsonFields::text);
  }

  /** A text that must be there. */
  public static String requiredText(JsonNode json, String name) {
    return text(json, name).orElseThrow();
  }

  /** The text that a value is; fails where it is none. */
  public static String text(JsonNode value) {
    return Optional.ofNullable(value.textValue()).orElseThrow();
  }

  /** Writes true or false, or nothing where it is neither. */
  public static void flag(JsonGenerator json, String name, Optional<Boolean> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeBooleanField(name, value.get());
    }
  }

  /** True or false, if it is there. */
  public static Optional<Boolean> flag(JsonNode json, String name) {
    return value(json, name)
        .map(value -> checked(value.isBoolean(), "not true or false", value.booleanValue()));
  }

  /** A whole number that must be there. */
  public static long requiredWhole(JsonNode json, String name) {
    JsonNode value = value(json, name).orElseThrow();
    boolean whole = value.isIntegralNumber() && value.canConvertToLong();
    return checked(whole, "not a whole number", value.longValue());
  }

  /** Writes a time as RFC 3339, in UTC. */
  public static void time(JsonGenerator json, String name, Instant time) throws IOException {
    json.writeStringField(name, time.toString());
  }

  /** A time, if it is there. */
  public static Optional<Instant> time(JsonNode json, String name) {
    return text(json, name).map(Rfc3339::parse);
  }

  /** A time that must be there. */
  public static Instant requiredTime(JsonNode json, String name) {
    return Rfc3339.parse(requiredText(json, name));
  }

  /** The elements of an array; none where it is absent or null. */
  public static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    boolean listed = array.isArray() || array.isNull() || array.isMissingNode();
    List<T> list = new ArrayList<>(checked(listed, "not an array", array.size()));
    array.forEach(node -> list.add(element.apply(node)));
    return list;
  }

  /** The value, where the condition holds. */
  public static <T> T checked(boolean holds, String otherwise, T value) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
    return value;
  }

  private static Optional<JsonNode> value(JsonNode json, String name) {
    return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
  }
}
