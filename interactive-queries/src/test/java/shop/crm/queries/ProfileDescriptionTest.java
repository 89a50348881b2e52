package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;
import shop.crm.schemas.model.profile.ProfileLimits;

/** The OpenAPI document has the fields of the catalogue, as the catalogue has them. */
class ProfileDescriptionTest {

  static final List<String> BODIES = List.of("CustomerInput", "CustomerPatch");

  private static JsonNode property(String schema, ProfileField field) {
    return Described.DOCUMENT.at("/components/schemas/" + schema + "/properties/" + field.wire());
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_has_every_field(ProfileField field) {
    String type =
        switch (field.kind()) {
          case Kind.Text _, Kind.Date _ -> "[\"string\",\"null\"]";
          case Kind.Flag _ -> "\"boolean\"";
          case Kind.Addresses _, Kind.Tags _ ->
              field.isIdentifying() ? "[\"array\",\"null\"]" : "\"array\"";
        };
    assertEquals(type, property("Customer", field).path("type").toString());
  }

  @ParameterizedTest
  @FieldSource("BODIES")
  void a_body_takes_every_field_within_its_limits(String body) {
    for (ProfileField field : ProfileField.ALL) {
      JsonNode described = property(body, field);
      switch (field.kind()) {
        case Kind.Text text ->
            assertEquals(text.most(), described.path("maxLength").asInt(), field.wire());
        case Kind.Date _ -> assertEquals("date", described.path("format").asText(), field.wire());
        case Kind.Flag _ ->
            assertEquals("[\"boolean\",\"null\"]", described.path("type").toString());
        case Kind.Addresses _ ->
            assertEquals(ProfileLimits.ADDRESSES, described.path("maxItems").asInt());
        case Kind.Tags _ -> {
          assertEquals(ProfileLimits.TAGS, described.path("maxItems").asInt());
          assertEquals(ProfileLimits.TAG, described.at("/items/maxLength").asInt());
        }
      }
    }
  }
}
