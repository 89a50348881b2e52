package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.Samples;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentField;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.topic.ManualMembershipJson;
import shop.crm.schemas.topic.SegmentRecordJson;

/** What is published of segments keeps its schema, is read back the same, and is told in full. */
@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class SegmentSchemasTest {

  private static final Instant AT = Instant.parse("2026-02-01T10:00:00.120Z");
  private static final String CONDITIONS =
      """
      [{"value":"12.50","operator":"gte","field":"total_spent"},\
      {"any":[{"field":"last_order_date","operator":"between","value":["-30d","2026-01-01"]},\
      {"not":[{"field":"email","operator":"exists"},\
      {"field":"spent_in_last_days:90","operator":"in","value":[0.25,100000,7]}]}]}]\
      """;

  private static Optional<Conditions> conditions(String json) throws JsonProcessingException {
    return Optional.of(ConditionsJson.stored(Bodies.JSON.readTree(json)));
  }

  private static SegmentDefinition definition(
      Optional<String> description, Optional<Conditions> conditions) {
    return new SegmentDefinition(
        new SegmentDefinition.Key("t-1", "s-1", 7),
        12,
        3,
        "Big \"ones\" ї",
        description,
        conditions,
        new Span(AT, AT.plusSeconds(1)));
  }

  @Test
  void a_segment_is_read_back_as_it_was_with_the_conditions_as_their_author_wrote_them()
      throws JsonProcessingException {
    Optional<Conditions> written = conditions(CONDITIONS);
    assertEquals(CONDITIONS, written.orElseThrow().json());
    for (SegmentRecord segment :
        List.of(
            new SegmentRecord.Defined(definition(Optional.of("why"), written)),
            new SegmentRecord.Defined(definition(Optional.empty(), Optional.empty())),
            new SegmentRecord.Deleted("t-1", "s-1", 7, 13, "Big ones", AT))) {
      SegmentRecord read = SegmentRecordJson.read(SegmentRecordJson.write(segment));
      assertEquals(segment, read);
      assertEquals(root(segment), root(read));
      assertKeeps("segments.json", SegmentRecordJson.write(segment));
    }
  }

  private static Optional<?> root(SegmentRecord segment) {
    return switch (segment) {
      case SegmentRecord.Defined(SegmentDefinition definition) ->
          definition.conditions().map(Conditions::root);
      case SegmentRecord.Deleted deleted -> Optional.empty();
    };
  }

  @Property
  void a_membership_is_read_back_as_it_was(
      @ForAll CustomerKey customer, @ForAll boolean member, @ForAll Instant at) {
    var membership = new ManualMembership(customer, 7, "s-1", "Invited", 71, member, at);
    assertEquals(membership, ManualMembershipJson.read(ManualMembershipJson.write(membership)));
    assertKeeps("segment-members.json", ManualMembershipJson.write(membership));
  }

  private static void assertKeeps(String schema, byte[] json) {
    assertEquals(List.of(), Schemas.errors(schema, new String(json, UTF_8)));
  }

  @Test
  void every_example_is_read() {
    for (JsonNode example : examples("segments.json")) {
      SegmentRecord read = SegmentRecordJson.read(example.toString().getBytes(UTF_8));
      assertEquals(example, Bodies.object(new String(SegmentRecordJson.write(read), UTF_8)));
    }
    for (JsonNode example : examples("segment-members.json")) {
      ManualMembership read = ManualMembershipJson.read(example.toString().getBytes(UTF_8));
      assertEquals(example, Bodies.object(new String(ManualMembershipJson.write(read), UTF_8)));
    }
  }

  @Test
  void without_a_field_that_it_must_have_nothing_is_read() {
    for (String file : List.of("segments.json", "segment-members.json")) {
      ObjectNode example = (ObjectNode) examples(file).get(0);
      for (JsonNode name : schema(file).get("required")) {
        byte[] json = example.deepCopy().without(name.asText()).toString().getBytes(UTF_8);
        assertFalse(Schemas.errors(file, new String(json, UTF_8)).isEmpty(), name.asText());
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              if (file.equals("segments.json")) {
                SegmentRecordJson.read(json);
              } else {
                ManualMembershipJson.read(json);
              }
            },
            name.asText());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "[]",
        "{}",
        "[7]",
        "{\"all\":[]}",
        "{\"any\":{}}",
        "{\"not\":[]}",
        "{\"any\":[{\"field\":\"email\",\"operator\":\"exists\"}],\"more\":1}",
        "{\"field\":\"email\"}",
        "{\"operator\":\"exists\"}",
        "{\"field\":\"email\",\"operator\":\"eq\"}",
        "{\"field\":\"email\",\"operator\":\"eq\",\"value\":null}",
        "{\"field\":\"email\",\"operator\":\"in\",\"value\":[]}",
        "{\"field\":\"e-mail\",\"operator\":\"exists\"}",
        "{\"field\":\"orders_in_last_days\",\"operator\":\"exists\"}",
        "{\"field\":\"email:7\",\"operator\":\"exists\"}",
        "{\"field\":\"email\",\"operator\":\"like\",\"value\":\"a\"}",
        "{\"field\":\"email\",\"operator\":\"eq\",\"value\":\"a\",\"more\":1}"
      })
  void what_the_schema_refuses_the_reader_does_too(String json) throws JsonProcessingException {
    JsonNode conditions = Bodies.JSON.readTree(json);
    assertFalse(Schemas.errors("segments.json#/$defs/conditions", json).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> ConditionsJson.stored(conditions));
  }

  @Test
  void a_schema_names_the_fields_operators_and_causes_of_the_code() {
    JsonNode comparison = schema("segments.json").at("/$defs/comparison/properties");
    assertEquals(
        Stream.of(SegmentField.values())
            .filter(field -> !field.isWindow())
            .map(SegmentField::wire)
            .toList(),
        texts(comparison.at("/field/anyOf/0/enum")));
    assertEquals(
        Stream.of(Operator.values()).map(Operator::wire).toList(),
        texts(comparison.at("/operator/enum")));
    List<String> causes = texts(schema("common.json").at("/$defs/membership_cause/enum"));
    for (Cause cause : Cause.values()) {
      assertEquals(cause.wire(), causes.get(cause.ordinal()));
    }
  }

  private static ObjectNode schema(String file) {
    return Bodies.object(Schemas.resource("/schemas/" + file));
  }

  private static JsonNode examples(String file) {
    return schema(file).get("examples");
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(it -> texts.add(it.asText()));
    return texts;
  }
}
