package shop.crm.schemas.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;

/** The form of a {@link ProfileRecord} on its topic. */
final class ProfileRecordJson {

  private ProfileRecordJson() {}

  static byte[] write(ProfileRecord profile) {
    return JsonBytes.object(
        json -> {
          Fields.customer(json, profile.customer());
          json.writeNumberField("version", profile.version());
          switch (profile) {
            case ProfileRecord.Erased erased -> Fields.time(json, "erased_at", erased.erasedAt());
            case ProfileRecord.Known known -> known(json, known);
          }
        });
  }

  private static void known(JsonGenerator json, ProfileRecord.Known known) throws IOException {
    Fields.time(json, "created_at", known.createdAt());
    Fields.time(json, "updated_at", known.updatedAt());
    Fields.text(json, "erased_at", known.erasedAt());
    json.writeObjectFieldStart("profile");
    ProfileJson.write(json, known.profile());
    json.writeEndObject();
    json.writeObjectFieldStart("revision");
    revision(json, known.revision());
    json.writeEndObject();
  }

  private static void revision(JsonGenerator json, Revision revision) throws IOException {
    json.writeStringField("origin", revision.origin().wire());
    Fields.text(json, "source_id", revision.sourceId());
    Fields.time(json, "at", revision.at());
    json.writeBooleanField("created", revision.created());
    json.writeArrayFieldStart("fields");
    for (ProfileField field : revision.fields()) {
      json.writeString(field.wire());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("consents");
    for (ConsentChange consent : revision.consents()) {
      json.writeStartObject();
      json.writeStringField("channel", consent.channel().wire());
      Fields.flag(json, "opted_in", consent.optedIn());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static ProfileRecord read(byte[] bytes) {
    return Fields.read("a profile record", bytes, ProfileRecordJson::read);
  }

  private static ProfileRecord read(JsonNode json) {
    CustomerKey customer = Fields.customer(json);
    long version = Fields.requiredWhole(json, "version");
    if (!json.has("profile")) {
      return new ProfileRecord.Erased(customer, version, Fields.requiredTime(json, "erased_at"));
    }
    return new ProfileRecord.Known(
        customer,
        version,
        Fields.requiredTime(json, "created_at"),
        Fields.requiredTime(json, "updated_at"),
        Fields.time(json, "erased_at"),
        ProfileJson.read(object(json, "profile")),
        revision(object(json, "revision")));
  }

  /** A later release may know more fields and channels: their names are passed over. */
  private static Revision revision(JsonNode json) {
    List<Optional<ProfileField>> fields =
        Fields.list(json.path("fields"), name -> ProfileField.named(Fields.text(name)));
    List<Optional<ConsentChange>> consents =
        Fields.list(json.path("consents"), ProfileRecordJson::consent);
    return new Revision(
        Origin.named(Fields.requiredText(json, "origin")).orElseThrow(),
        Fields.text(json, "source_id"),
        Fields.requiredTime(json, "at"),
        Fields.flag(json, "created").orElse(false),
        fields.stream().flatMap(Optional::stream).toList(),
        consents.stream().flatMap(Optional::stream).toList());
  }

  private static Optional<ConsentChange> consent(JsonNode json) {
    Optional<Boolean> optedIn = Fields.flag(json, "opted_in");
    return Channel.named(Fields.requiredText(json, "channel"))
        .map(channel -> new ConsentChange(channel, optedIn));
  }

  private static JsonNode object(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return Fields.checked(value.isObject(), "not an object", value);
  }
}
