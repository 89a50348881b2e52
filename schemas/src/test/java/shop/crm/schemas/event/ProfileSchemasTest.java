package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.Samples;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;
import shop.crm.schemas.model.profile.ProfileLimits;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.segment.SegmentField;
import shop.crm.schemas.topic.LoyaltyEntryJson;
import shop.crm.schemas.topic.ProfileRecordJson;

/** What is published of profiles and of the ledger keeps its schema, and the schema says it all. */
@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class ProfileSchemasTest {

  private static final CustomerKey CUSTOMER = new CustomerKey("t-1", "c-1");
  private static final Instant AT = Instant.parse("2026-02-01T10:00:00.120Z");
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "7",
          "-7",
          "0",
          "2.5",
          "1000000000001",
          "9223372036854775808",
          "[]",
          "{}",
          "[{}]",
          "[null]",
          "[\"a\"]",
          "[{\"channel\":\"fax\"}]",
          "[{\"type\":null}]",
          "\"\"",
          "\"a\"",
          "\"a/b\"",
          "\"email\"",
          "\"redeem\"",
          "\"adjust\"",
          "\"import\"",
          "\"2000-02-29\"",
          "\"2001-02-29\"",
          "\"2026-02-01T10:00:00.123456789+02:00\"",
          "\"2026-02-30T10:00:00Z\"",
          "\"9999-12-31T23:59:59-23:00\"");

  @Property
  void an_event_keeps_its_schema(@ForAll ProfileEvent event) {
    assertKeeps(event.type() + ".json", EventWriter.write(event));
  }

  @Property
  void a_record_keeps_its_schema(@ForAll ProfileRecord profile) {
    assertKeeps("profiles.json", ProfileRecordJson.write(profile));
  }

  @Property
  void an_entry_keeps_its_schema(@ForAll LoyaltyEntry entry) {
    assertKeeps("loyalty-entries.json", LoyaltyEntryJson.write(entry));
  }

  private static void assertKeeps(String schema, byte[] json) {
    assertEquals(List.of(), Schemas.errors(schema, new String(json, UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/$defs/profile/properties of common.json",
        "/$defs/data/properties/changes/properties of customer.updated.json"
      })
  void a_schema_has_the_fields_of_a_profile(String place) {
    String[] parts = place.split(" of ");
    JsonNode properties = Bodies.object(Schemas.resource("/schemas/" + parts[1])).at(parts[0]);
    assertEquals(
        ProfileField.ALL.stream().map(ProfileField::wire).collect(Collectors.toSet()),
        names(properties));
  }

  @ParameterizedTest
  @EnumSource
  void the_schema_of_a_registration_has_the_limits_of_the_catalogue(ProfileField field) {
    JsonNode described =
        Bodies.object(Schemas.resource("/schemas/user.registered.json"))
            .at("/$defs/data/properties/" + field.wire());
    switch (field.kind()) {
      case Kind.Text text -> assertEquals(text.most(), described.path("maxLength").asInt());
      case Kind.Date _ -> assertTrue(described.toString().contains("/date"), field.wire());
      case Kind.Flag _ -> assertTrue(described.toString().contains("/flag"), field.wire());
      case Kind.Addresses _ ->
          assertEquals(ProfileLimits.ADDRESSES, described.path("maxItems").asInt());
      case Kind.Tags _ -> assertEquals(ProfileLimits.TAGS, described.path("maxItems").asInt());
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_field_of_a_profile_can_stand_in_a_condition(ProfileField field) {
    assertEquals(
        Optional.of(field), SegmentField.named(field.wire()).flatMap(SegmentField::ofProfile));
  }

  @Property
  void a_new_customer_has_exactly_the_fields_that_its_schema_requires(@ForAll Profile profile) {
    var created = new ProfileEvent.Created(CUSTOMER, 1, AT, AT, profile);
    JsonNode data = Bodies.object(new String(EventWriter.write(created), UTF_8)).get("data");
    Set<String> required = new TreeSet<>();
    Bodies.object(Schemas.resource("/schemas/customer.created.json"))
        .at("/$defs/data/required")
        .forEach(name -> required.add(name.asText()));
    assertEquals(required, names(data));
  }

  @Property
  void a_change_tells_each_changed_field_as_it_was_and_as_it_is_and_never_alike(
      @ForAll Profile before, @ForAll Profile after) {
    var updated = new ProfileEvent.Updated(CUSTOMER, 2, AT, before, after);
    JsonNode data = Bodies.object(new String(EventWriter.write(updated), UTF_8)).get("data");
    assertEquals(
        ProfileField.changed(before, after).stream()
            .map(ProfileField::wire)
            .collect(Collectors.toSet()),
        names(data.get("changes")));
    for (JsonNode change : data.get("changes")) {
      assertFalse(change.get("old").equals(change.get("new")), change.toString());
    }
  }

  @Test
  void a_consent_that_was_never_asked_for_is_null() {
    Profile refused =
        Profile.NOTHING.edit().flag(ProfileField.EMAIL_OPT_IN, Optional.of(false)).build();
    var updated = new ProfileEvent.Updated(CUSTOMER, 2, AT, Profile.STUB, refused);
    assertEquals(
        Bodies.object(
            """
            {"specversion":"1.0","id":"t-1/c-1:v2","source":"crm","type":"customer.updated",
             "datacontenttype":"application/json","time":"2026-02-01T10:00:00.120Z",
             "tenantid":"t-1","subject":"c-1","data":{"version":2,"changes":{
               "source":{"old":"order","new":null},"email_opt_in":{"old":null,"new":false}}}}"""),
        Bodies.object(new String(EventWriter.write(updated), UTF_8)));
  }

  @Test
  void a_deleted_customer_is_named_and_nothing_else() {
    var deleted = new ProfileEvent.Deleted(CUSTOMER, 3, AT);
    assertEquals(
        Bodies.object(
            """
            {"specversion":"1.0","id":"t-1/c-1:v3","source":"crm","type":"customer.deleted",
             "datacontenttype":"application/json","time":"2026-02-01T10:00:00.120Z",
             "tenantid":"t-1","subject":"c-1","data":{"customer_id":"c-1"}}"""),
        Bodies.object(new String(EventWriter.write(deleted), UTF_8)));
  }

  @Test
  void a_profile_event_is_on_the_topic_of_its_type() {
    for (ProfileEvent event :
        List.of(
            new ProfileEvent.Created(CUSTOMER, 1, AT, AT, Profile.STUB),
            new ProfileEvent.Updated(CUSTOMER, 2, AT, Profile.STUB, Profile.NOTHING),
            new ProfileEvent.Deleted(CUSTOMER, 3, AT))) {
      assertEquals("crm." + event.type(), EventTopics.of(event));
    }
  }

  @Test
  void a_schema_names_the_kinds_of_the_code() {
    assertEquals(
        Stream.of(Origin.values()).map(Origin::wire).toList(),
        texts("profiles.json", "/$defs/revision/properties/origin/enum"));
    assertEquals(
        Stream.of(LoyaltyEntry.Type.values()).map(LoyaltyEntry.Type::wire).toList(),
        texts("loyalty-entries.json", "/properties/type/enum"));
  }

  private static List<String> texts(String file, String place) {
    List<String> texts = new ArrayList<>();
    Bodies.object(Schemas.resource("/schemas/" + file))
        .at(place)
        .forEach(it -> texts.add(it.asText()));
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"profiles.json", "loyalty-entries.json"})
  void what_keeps_the_schema_is_read(String file) throws JsonProcessingException {
    Consumer<byte[]> read =
        file.equals("profiles.json") ? ProfileRecordJson::read : LoyaltyEntryJson::read;
    int kept = 0;
    for (JsonNode example : Bodies.object(Schemas.resource("/schemas/" + file)).get("examples")) {
      assertDoesNotThrow(() -> read.accept(example.toString().getBytes(UTF_8)));
      for (String odd : ODD_VALUES) {
        for (JsonNode mutated : withOneOdd(example, Bodies.JSON.readTree(odd))) {
          String json = mutated.toString();
          if (Schemas.errors(file, json).isEmpty()) {
            kept++;
            assertDoesNotThrow(() -> read.accept(json.getBytes(UTF_8)), json);
          }
        }
      }
    }
    assertFalse(kept == 0, "some odd values keep the schema");
  }

  /** The document with one field of one of its objects set to {@code odd}, for each field. */
  private static List<JsonNode> withOneOdd(JsonNode document, JsonNode odd) {
    List<JsonNode> mutated = new ArrayList<>();
    int objects = objects(document).size();
    for (int i = 0; i < objects; i++) {
      for (String field : names(objects(document).get(i))) {
        JsonNode copy = document.deepCopy();
        objects(copy).get(i).set(field, odd);
        mutated.add(copy);
      }
    }
    return mutated;
  }

  private static List<ObjectNode> objects(JsonNode node) {
    List<ObjectNode> objects = new ArrayList<>();
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> objects.addAll(objects(child)));
    return objects;
  }

  private static Set<String> names(JsonNode object) {
    return object.properties().stream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
