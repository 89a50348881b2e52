package shop.crm.schemas.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import shop.crm.schemas.JsonFields;
import shop.crm.schemas.Rfc3339;

/**
 * A profile as JSON in which a field that is absent is not there at all, so that what was never
 * asked differs from what was refused. {@link #read} is the inverse of {@link #write}.
 */
public final class ProfileJson {

  private ProfileJson() {}

  /** Writes the fields of a profile. */
  public static void write(JsonGenerator json, Profile profile) throws IOException {
    JsonFields.text(json, "email", profile.email());
    JsonFields.text(json, "phone", profile.phone());
    JsonFields.text(json, "first_name", profile.firstName());
    JsonFields.text(json, "last_name", profile.lastName());
    JsonFields.text(json, "date_of_birth", profile.dateOfBirth());
    JsonFields.text(json, "gender", profile.gender());
    JsonFields.text(json, "source", profile.source());
    JsonFields.flag(json, "email_opt_in", profile.emailOptIn());
    JsonFields.flag(json, "sms_opt_in", profile.smsOptIn());
    JsonFields.flag(json, "push_opt_in", profile.pushOptIn());
    json.writeFieldName("addresses");
    addresses(json, profile.addresses());
    json.writeFieldName("tags");
    tags(json, profile.tags());
  }

  /** Writes addresses as an array. */
  public static void addresses(JsonGenerator json, List<Address> addresses) throws IOException {
    json.writeStartArray();
    for (Address address : addresses) {
      json.writeStartObject();
      JsonFields.text(json, "id", address.id());
      json.writeStringField("type", address.type().wire());
      JsonFields.text(json, "line1", address.place().line1());
      JsonFields.text(json, "line2", address.place().line2());
      JsonFields.text(json, "city", address.place().city());
      JsonFields.text(json, "region", address.place().region());
      JsonFields.text(json, "postal_code", address.place().postalCode());
      JsonFields.text(json, "country", address.place().country());
      json.writeBooleanField("is_default", address.isDefault());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes tags as an array. */
  public static void tags(JsonGenerator json, List<String> tags) throws IOException {
    json.writeStartArray();
    for (String tag : tags) {
      json.writeString(tag);
    }
    json.writeEndArray();
  }

  /**
   * The profile of fields that {@link #write} wrote; more fields are passed over.
   *
   * @throws IllegalArgumentException if they are not; its message quotes nothing of them
   */
  public static Profile read(JsonNode json) {
    return quietly(
        () ->
            new Profile(
                JsonFields.text(json, "email"),
                JsonFields.text(json, "phone"),
                JsonFields.text(json, "first_name"),
                JsonFields.text(json, "last_name"),
                JsonFields.text(json, "date_of_birth").map(Rfc3339::date),
                JsonFields.text(json, "gender"),
                JsonFields.list(json.path("addresses"), ProfileJson::address),
                JsonFields.list(json.path("tags"), JsonFields::text),
                JsonFields.text(json, "source"),
                JsonFields.flag(json, "email_opt_in"),
                JsonFields.flag(json, "sms_opt_in"),
                JsonFields.flag(json, "push_opt_in")));
  }

  /**
   * The addresses of an array that {@link #addresses} wrote; more fields are passed over.
   *
   * @throws IllegalArgumentException if it is not one; its message quotes nothing of it
   */
  public static List<Address> readAddresses(JsonNode json) {
    return quietly(() -> JsonFields.list(json, ProfileJson::address));
  }

  private static Address address(JsonNode json) {
    return new Address(
        JsonFields.text(json, "id"),
        JsonFields.text(json, "type").map(ProfileJson::type).orElse(Address.Type.OTHER),
        new Address.Place(
            JsonFields.text(json, "line1"),
            JsonFields.text(json, "line2"),
            JsonFields.text(json, "city"),
            JsonFields.text(json, "region"),
            JsonFields.text(json, "postal_code"),
            JsonFields.text(json, "country")),
        JsonFields.flag(json, "is_default").orElse(false));
  }

  private static Address.Type type(String wire) {
    return switch (wire) {
      case "shipping" -> Address.Type.SHIPPING;
      case "billing" -> Address.Type.BILLING;
      case "other" -> Address.Type.OTHER;
      default -> throw new IllegalArgumentException("no type of address");
    };
  }

  private static <T> T quietly(Supplier<T> read) {
    try {
      return read.get();
    } catch (DateTimeException | NoSuchElementException e) {
      // A parser's message quotes what it read, which is personal data.
      throw new IllegalArgumentException("not a profile: " + e.getClass().getSimpleName());
    }
  }
}
