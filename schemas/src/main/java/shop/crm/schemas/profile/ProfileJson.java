package shop.crm.schemas.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import shop.crm.schemas.Rfc3339;

/**
 * A profile as JSON in which a field that is absent is not there at all, so that what was never
 * asked differs from what was refused. {@link #read} is the inverse of {@link #write}.
 */
public final class ProfileJson {

  private ProfileJson() {}

  /** Writes the fields of a profile. */
  public static void write(JsonGenerator json, Profile profile) throws IOException {
    Fields.text(json, "email", profile.email());
    Fields.text(json, "phone", profile.phone());
    Fields.text(json, "first_name", profile.firstName());
    Fields.text(json, "last_name", profile.lastName());
    Fields.text(json, "date_of_birth", profile.dateOfBirth());
    Fields.text(json, "gender", profile.gender());
    Fields.text(json, "source", profile.source());
    Fields.flag(json, "email_opt_in", profile.emailOptIn());
    Fields.flag(json, "sms_opt_in", profile.smsOptIn());
    Fields.flag(json, "push_opt_in", profile.pushOptIn());
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
      Fields.text(json, "id", address.id());
      json.writeStringField("type", address.type().name().toLowerCase(Locale.ROOT));
      Fields.text(json, "line1", address.line1());
      Fields.text(json, "line2", address.line2());
      Fields.text(json, "city", address.city());
      Fields.text(json, "region", address.region());
      Fields.text(json, "postal_code", address.postalCode());
      Fields.text(json, "country", address.country());
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
                Fields.text(json, "email"),
                Fields.text(json, "phone"),
                Fields.text(json, "first_name"),
                Fields.text(json, "last_name"),
                Fields.text(json, "date_of_birth").map(Rfc3339::date),
                Fields.text(json, "gender"),
                Fields.list(json.path("addresses"), ProfileJson::address),
                Fields.list(json.path("tags"), Fields::text),
                Fields.text(json, "source"),
                Fields.flag(json, "email_opt_in"),
                Fields.flag(json, "sms_opt_in"),
                Fields.flag(json, "push_opt_in")));
  }

  /**
   * The addresses of an array that {@link #addresses} wrote; more fields are passed over.
   *
   * @throws IllegalArgumentException if it is not one; its message quotes nothing of it
   */
  public static List<Address> readAddresses(JsonNode json) {
    return quietly(() -> Fields.list(json, ProfileJson::address));
  }

  private static Address address(JsonNode json) {
    return new Address(
        Fields.text(json, "id"),
        Fields.text(json, "type").map(ProfileJson::type).orElse(Address.Type.OTHER),
        Fields.text(json, "line1"),
        Fields.text(json, "line2"),
        Fields.text(json, "city"),
        Fields.text(json, "region"),
        Fields.text(json, "postal_code"),
        Fields.text(json, "country"),
        Fields.flag(json, "is_default").orElse(false));
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
