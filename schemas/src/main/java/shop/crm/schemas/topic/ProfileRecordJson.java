package shop.crm.schemas.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;

/** A {@link ProfileRecord} as on {@link shop.crm.schemas.Topics#PROFILES}. */
public final class ProfileRecordJson {

  private ProfileRecordJson() {}

  /** The record of a profile, or of its erasure. */
  public static byte[] write(ProfileRecord profile) {
    return JsonBytes.object(
        json -> {
          JsonFields.customer(json, profile.customer());
          json.writeNumberField("version", profile.version());
          switch (profile) {
            case ProfileRecord.Erased erased ->
                JsonFields.time(json, "erased_at", erased.erasedAt());
            case ProfileRecord.Known known -> known(json, known);
          }
        });
  }

  private static void known(JsonGenerator json, ProfileRecord.Known known) throws IOException {
    JsonFields.time(json, "created_at", known.createdAt());
    JsonFields.time(json, "updated_at", known.updatedAt());
    JsonFields.text(json, "erased_at", known.erasedAt());
    json.writeObjectFieldStart("profile");
    ProfileJson.write(json, known.profile());
    json.writeEndObject();
    json.writeObjectFieldStart("revision");
    revision(json, known.revision());
    json.writeEndObject();
  }

  private static void revision(JsonGenerator json, Revision revision) throws IOException {
    json.writeStringField("origin", revision.origin().wire());
    JsonFields.text(json, "source_id", revision.sourceId());
    JsonFields.time(json, "at", revision.at());
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
      JsonFields.flag(json, "opted_in", consent.optedIn());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * The profile of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over, and so are names of fields and channels that this release does not know
   */
  public static ProfileRecord read(byte[] record) {
    return JsonFields.read("a profile record", record, ProfileRecordJson::read);
  }

  private static ProfileRecord read(JsonNode json) {
    CustomerKey customer = JsonFields.customer(json);
    long version = JsonFields.requiredWhole(json, "version");
    if (!json.has("profile")) {
      return new ProfileRecord.Erased(
          customer, version, JsonFields.requiredTime(json, "erased_at"));
    }
    return new ProfileRecord.Known(
        customer,
        version,
        JsonFields.requiredTime(json, "created_at"),
        JsonFields.requiredTime(json, "updated_at"),
        JsonFields.time(json, "erased_at"),
        ProfileJson.read(object(json, "profile")),
        revision(object(json, "revision")));
  }

  /** A later release may know more fields and channels: their names are passed over. */
  private static Revision revision(JsonNode json) {
    List<Optional<ProfileField>> fields =
        JsonFields.list(json.path("fields"), name -> ProfileField.named(JsonFields.text(name)));
    List<Optional<ConsentChange>> consents =
        JsonFields.list(json.path("consents"), ProfileRecordJson::consent);
    return new Revision(
        Origin.named(JsonFields.requiredText(json, "origin")).orElseThrow(),
        JsonFields.text(json, "source_id"),
        JsonFields.requiredTime(json, "at"),
        JsonFields.flag(json, "created").orElse(false),
        fields.stream().flatMap(Optional::stream).toList(),
        consents.stream().flatMap(Optional::stream).toList());
  }

  private static Optional<ConsentChange> consent(JsonNode json) {
    Optional<Boolean> optedIn = JsonFields.flag(json, "opted_in");
    return Channel.named(JsonFields.requiredText(json, "channel"))
        .map(channel -> new ConsentChange(channel, optedIn));
  }

  private static JsonNode object(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return JsonFields.checked(value.isObject(), "not an object", value);
  }
}
