package shop.crm.schemas.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;

/**
 * A customer on {@link shop.crm.schemas.Topics#PROFILES}, as PostgreSQL has it. Of one customer the
 * record with the highest version is the truth; versions go on over an erasure.
 */
public sealed interface ProfileRecord {

  /** Whom it is about. */
  CustomerKey customer();

  /** Counts the changes of the profile, from 1. */
  long version();

  /**
   * A profile.
   *
   * @param createdAt the time of the earliest fact that PostgreSQL knows
   * @param updatedAt when this version was made
   * @param erasedAt when a customer of the same id was erased before, if one was: older facts are
   *     not of this one
   */
  record Known(
      CustomerKey customer,
      long version,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> erasedAt,
      Profile profile,
      Revision revision)
      implements ProfileRecord {}

  /**
   * The customer was erased: what is older than {@code erasedAt} is to be forgotten, and not to be
   * taken in again. It holds nothing of the customer but the id.
   */
  record Erased(CustomerKey customer, long version, Instant erasedAt) implements ProfileRecord {}

  /** As JSON. */
  default byte[] toJson() {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant_id", customer().tenant());
          json.writeStringField("customer_id", customer().customer());
          json.writeNumberField("version", version());
          switch (this) {
            case Erased erased -> json.writeStringField("erased_at", erased.erasedAt().toString());
            case Known known -> Wire.write(json, known);
          }
        });
  }

  /**
   * From JSON.
   *
   * @throws IllegalArgumentException if that is not what {@link #toJson} writes; more fields are
   *     passed over
   */
  static ProfileRecord fromJson(byte[] json) {
    return Wire.read(json);
  }

  /** The form on the topic. */
  final class Wire {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Wire() {}

    private static void write(JsonGenerator json, Known known) throws IOException {
      json.writeStringField("created_at", known.createdAt().toString());
      json.writeStringField("updated_at", known.updatedAt().toString());
      ProfileJson.text(json, "erased_at", known.erasedAt());
      json.writeObjectFieldStart("profile");
      ProfileJson.write(json, known.profile());
      json.writeEndObject();
      Revision revision = known.revision();
      json.writeObjectFieldStart("revision");
      json.writeStringField("origin", revision.origin().wire());
      ProfileJson.text(json, "source_id", revision.sourceId());
      json.writeStringField("at", revision.at().toString());
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
        ProfileJson.flag(json, "opted_in", consent.optedIn());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private static ProfileRecord read(byte[] bytes) {
      try {
        JsonNode json = JSON.readTree(bytes);
        CustomerKey customer =
            new CustomerKey(
                json.required("tenant_id").asText(), json.required("customer_id").asText());
        long version = json.required("version").longValue();
        Optional<Instant> erasedAt = ProfileJson.text(json, "erased_at").map(Instant::parse);
        if (!json.has("profile")) {
          return new Erased(customer, version, erasedAt.orElseThrow());
        }
        return new Known(
            customer,
            version,
            Instant.parse(json.required("created_at").asText()),
            Instant.parse(json.required("updated_at").asText()),
            erasedAt,
            ProfileJson.read(json.required("profile")),
            revision(json.required("revision")));
      } catch (IOException | RuntimeException e) {
        // Jackson's message may quote the source, which is personal data.
        throw new IllegalArgumentException("not a profile record: " + e.getClass().getSimpleName());
      }
    }

    private static Revision revision(JsonNode json) {
      List<ProfileField> fields = new ArrayList<>();
      json.path("fields").forEach(name -> ProfileField.named(name.asText()).ifPresent(fields::add));
      List<ConsentChange> consents = new ArrayList<>();
      for (JsonNode consent : json.path("consents")) {
        JsonNode optedIn = consent.path("opted_in");
        consents.add(
            new ConsentChange(
                Channel.named(consent.path("channel").asText()).orElseThrow(),
                optedIn.isBoolean() ? Optional.of(optedIn.booleanValue()) : Optional.empty()));
      }
      return new Revision(
          Origin.named(json.required("origin").asText()).orElseThrow(),
          ProfileJson.text(json, "source_id"),
          Instant.parse(json.required("at").asText()),
          json.path("created").asBoolean(),
          fields,
          consents);
    }
  }
}
