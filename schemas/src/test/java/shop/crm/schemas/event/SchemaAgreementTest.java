package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.event.Decoded.Accepted;
import shop.crm.schemas.event.Decoded.Rejected;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.fact.InboundType;

/** The published schemas and the reader give one verdict. */
class SchemaAgreementTest {

  /**
   * What no schema can say: a currency is a setting, the future is relative to a clock, and of an
   * unknown type there is no schema. Nor can it say that the subject equals the customer, that a
   * surrogate pair is whole, that an offset does not lead to before 1970, or how long a body is; no
   * mutation here makes those, but for the subject, which is left out.
   */
  private static final Set<Reason> BEYOND_SCHEMAS =
      EnumSet.of(Reason.UNSUPPORTED_CURRENCY, Reason.FUTURE_EVENT, Reason.UNKNOWN_TYPE);

  private static final Map<InboundType, JsonNode> EXAMPLES =
      Stream.of(InboundType.values())
          .collect(
              Collectors.toMap(
                  Function.identity(),
                  type ->
                      Bodies.object(Schemas.resource("/schemas/" + type.wire() + ".json"))
                          .at("/examples/0")));

  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "false",
          "7",
          "-1",
          "0",
          "0.005",
          "1e2",
          "1.50",
          "3.0",
          "99999999999.99",
          "100000000000",
          "2147483648",
          "1e15",
          "[]",
          "{}",
          "[[]]",
          "[{}]",
          "[\"a\"]",
          "[1]",
          "[null]",
          "[{\"sku\":\"S\"}]",
          "[{\"sku\":\"S\",\"quantity\":0.5}]",
          "[{\"country\":\"UA\"}]",
          "[{\"country\":\"U\"}]",
          "\"\"",
          "\"a\"",
          "\"a b\"",
          "\".\"",
          "\"..\"",
          "\"...\"",
          "\"ä\"",
          "\"a\\n\"",
          "\"a\\u0000\"",
          "[\"a\\u0000\"]",
          "\"UAH\"",
          "\"1.0\"",
          "\"12\"",
          "\"12.5\"",
          "\"12.50\"",
          "\"12.500\"",
          "\"-1\"",
          "\"1e2\"",
          "\"5.\"",
          "\"12\\n\"",
          "\"000000000000\"",
          "\"99999999999.99\"",
          "\"shipping\"",
          "\"2026-02-01T10:00:00Z\"",
          "\"2026-02-01T10:00:00+02:00\"",
          "\"2026-02-01T10:00Z\"",
          "\"2026-02-30T10:00:00Z\"",
          "\"2026-02-01T24:00:00Z\"",
          "\"2026-02-01T10:00:60Z\"",
          "\"2026-02-01T10:00:00.1234567891Z\"",
          "\"2026-02-01T10:00:00Z\\n\"",
          "\"2999-01-01T00:00:00Z\"",
          "\"1969-01-01T00:00:00Z\"",
          "\"2000-02-29\"",
          "\"2001-02-29\"",
          "\"2001-13-01\"",
          "\"order.created\"");

  /** The fields that an object has, by the field that the object stands in. */
  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "event",
          List.of(
              "specversion",
              "id",
              "source",
              "type",
              "subject",
              "time",
              "tenantid",
              "data",
              "datacontenttype",
              "items",
              "total",
              "unknown"),
          "data",
          List.of(
              "order_id",
              "customer_id",
              "total",
              "currency",
              "items",
              "refund_id",
              "amount",
              "reason",
              "user_id",
              "email",
              "date_of_birth",
              "source",
              "email_opt_in",
              "addresses",
              "tags",
              "tenant_id",
              "occurred_at",
              "ordered_at",
              "specversion",
              "type",
              "id",
              "data",
              "unknown"),
          "items",
          List.of("sku", "name", "quantity", "unit_price", "unknown"),
          "addresses",
          List.of("id", "type", "line1", "city", "country", "is_default", "unknown"));

  /** An object in an event, and the field that it stands in. */
  record Spot(ObjectNode object, String in) {
    List<String> fields() {
      return FIELDS.getOrDefault(in, List.of("unknown"));
    }
  }

  /** Sets, or without a value removes, one field of one object; the numbers pick which. */
  record Mutation(int spot, int field, Optional<String> value) {}

  @Provide
  Arbitrary<Mutation> mutations() {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .ofMaxLength(130)
            .withChars("aZ09._:@+-/ ")
            .map(text -> "\"" + text + "\"");
    Arbitrary<String> numbers =
        Arbitraries.bigDecimals()
            .between(new BigDecimal("-1e13"), new BigDecimal("1e13"))
            .ofScale(8)
            .map(number -> number.toString());
    Arbitrary<String> values =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.of(ODD_VALUES)), Tuple.of(1, texts), Tuple.of(1, numbers));
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 1000),
            values.optional(0.85))
        .as(Mutation::new);
  }

  @Property(tries = 2500, edgeCases = EdgeCasesMode.NONE)
  void an_event_mutated_twice_is_judged_alike(
      @ForAll InboundType type,
      @ForAll("mutations") Mutation first,
      @ForAll("mutations") Mutation second) {
    ObjectNode event = example(type);
    mutate(event, "event", first);
    mutate(event, "event", second);
    assertEventAgrees(event);
    ObjectNode data = (ObjectNode) example(type).get("data");
    mutate(data, "data", first);
    mutate(data, "data", second);
    assertPlainAgrees(type, data);
  }

  @Test
  void an_event_with_any_one_odd_value_is_judged_alike() {
    for (InboundType type : InboundType.values()) {
      for (int spot = 0; spot < spots(example(type), "event").size(); spot++) {
        for (int field = 0;
            field < spots(example(type), "event").get(spot).fields().size();
            field++) {
          for (String value : ODD_VALUES) {
            Mutation mutation = new Mutation(spot, field, Optional.of(value));
            ObjectNode event = example(type);
            mutate(event, "event", mutation);
            assertEventAgrees(event);
          }
        }
      }
    }
  }

  @Test
  void a_plain_body_with_any_one_odd_value_is_judged_alike() {
    for (InboundType type : InboundType.values()) {
      for (int field = 0; field < FIELDS.get("data").size(); field++) {
        for (String value : ODD_VALUES) {
          ObjectNode data = (ObjectNode) example(type).get("data");
          mutate(data, "data", new Mutation(0, field, Optional.of(value)));
          assertPlainAgrees(type, data);
        }
      }
    }
  }

  private static void assertEventAgrees(ObjectNode event) {
    if (subjectDiffers(event)) {
      return;
    }
    // The type picks the schema, as it picks the rules.
    String schema =
        InboundType.of(event.path("type").asText()).map(InboundType::wire).orElse("cloudevent");
    assertAgree(schema + ".json", event, Bodies.cloudEvent());
  }

  private static void assertPlainAgrees(InboundType type, ObjectNode data) {
    boolean plain = data.path("specversion").isMissingNode() || data.get("specversion").isNull();
    if (plain) {
      assertAgree(type.wire() + ".json#/$defs/plain", data, Bodies.plain(type.wire()));
    }
  }

  private static void assertAgree(String schema, ObjectNode document, Envelope envelope) {
    String body = document.toString();
    List<String> errors = Schemas.errors(schema, body);
    switch (Bodies.READER.read(body.getBytes(UTF_8), envelope, Bodies.NOW)) {
      // A schema says what is right in a profile; of one that has more than that the rest counts.
      case Accepted(_, Optional<Rejection> leftOut) when leftOut.isPresent() -> {}
      case Accepted _ -> assertEquals(List.of(), errors, () -> "accepted: " + body);
      case Rejected(Rejection rejection) ->
          assertTrue(
              !errors.isEmpty() || BEYOND_SCHEMAS.contains(rejection.reason()),
              () -> rejection + ": " + body);
    }
  }

  private static boolean subjectDiffers(ObjectNode event) {
    JsonNode data = event.path("data");
    boolean user = event.path("type").asText().equals(InboundType.USER_REGISTERED.wire());
    String customer = data.path(user ? "user_id" : "customer_id").asText();
    return event.path("subject").isTextual() && !event.path("subject").asText().equals(customer);
  }

  private static ObjectNode example(InboundType type) {
    return (ObjectNode) EXAMPLES.get(type).deepCopy();
  }

  private static void mutate(ObjectNode root, String in, Mutation mutation) {
    List<Spot> spots = spots(root, in);
    Spot spot = spots.get(mutation.spot() % spots.size());
    String field = spot.fields().get(mutation.field() % spot.fields().size());
    if (mutation.value().isPresent()) {
      spot.object().set(field, value(mutation.value().get()));
    } else {
      spot.object().remove(field);
    }
  }

  private static JsonNode value(String json) {
    try {
      // Numbers keep the digits they were written with.
      boolean number = "-0123456789".indexOf(json.charAt(0)) >= 0;
      return number
          ? Bodies.JSON.getNodeFactory().rawValueNode(new RawValue(json))
          : Bodies.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static List<Spot> spots(JsonNode node, String in) {
    List<Spot> spots = new ArrayList<>();
    if (node instanceof ObjectNode object) {
      spots.add(new Spot(object, in));
      object.properties().forEach(it -> spots.addAll(spots(it.getValue(), it.getKey())));
    }
    if (node instanceof ArrayNode array) {
      array.forEach(element -> spots.addAll(spots(element, in)));
    }
    return spots;
  }
}
