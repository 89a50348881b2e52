package shop.crm.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import shop.crm.schemas.model.Rfc3339;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;

/**
 * A profile as JSON in which a field that is absent is not there at all, so that what was never
 * asked differs from what was refused. {@link #read} is the inverse of {@link #write}.
 */
public final class ProfileJson {

  private ProfileJson() {}

  /** Writes the fields of a profile that have a value. */
  public static void write(JsonGenerator json, Profile profile) throws IOException {
    for (ProfileField field : ProfileField.ALL) {
      switch (field.kind()) {
        case Kind.Text _ -> JsonFields.text(json, field.wire(), profile.text(field));
        case Kind.Date _ -> JsonFields.text(json, field.wire(), profile.date(field));
        case Kind.Flag _, Kind.Addresses _, Kind.Tags _ -> {}
      }
    }
    for (ProfileField field : ProfileField.ALL) {
      if (field.kind() instanceof Kind.Flag) {
        JsonFields.flag(json, field.wire(), profile.flag(field));
      }
    }
    writeAnswered(json, ProfileField.ADDRESSES, profile);
    writeAnswered(json, ProfileField.TAGS, profile);
  }

  /**
   * Writes name and value of a field as answers over HTTP have it: null where there is none, and a
   * consent that was never asked for is as good as refused.
   */
  public static void writeAnswered(JsonGenerator json, ProfileField field, Profile profile)
      throws IOException {
    json.writeFieldName(field.wire());
    switch (field.kind()) {
      case Kind.Text _ -> json.writeString(profile.text(field).orElse(null));
      case Kind.Date _ ->
          json.writeString(profile.date(field).map(LocalDate::toString).orElse(null));
      case Kind.Flag _ -> json.writeBoolean(profile.flag(field).orElse(false));
      case Kind.Addresses _ -> addresses(json, profile.addresses());
      case Kind.Tags _ -> tags(json, profile.tags());
    }
  }

  /**
   * Writes name and value of a field as events have it: null where there is none, of consents too.
   *
   * @param name under which the value stands
   */
  public static void writeKnown(
      JsonGenerator json, String name, ProfileField field, Profile profile) throws IOException {
    json.writeFieldName(name);
    switch (field.kind()) {
      case Kind.Text _ -> json.writeString(profile.text(field).orElse(null));
      case Kind.Date _ ->
          json.writeString(profile.date(field).map(LocalDate::toString).orElse(null));
      case Kind.Flag _ -> json.writeObject(profile.flag(field).orElse(null));
      case Kind.Addresses _ -> addresses(json, profile.addresses());
      case Kind.Tags _ -> tags(json, profile.tags());
    }
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
        () -> {
          Profile.Builder profile = Profile.NOTHING.edit();
          for (ProfileField field : ProfileField.ALL) {
            read(json, field, profile);
          }
          return profile.build();
        });
  }

  private static void read(JsonNode json, ProfileField field, Profile.Builder profile) {
    String name = field.wire();
    switch (field.kind()) {
      case Kind.Text _ -> profile.text(field, JsonFields.text(json, name));
      case Kind.Date _ -> profile.date(field, JsonFields.text(json, name).map(Rfc3339::date));
      case Kind.Flag _ -> profile.flag(field, JsonFields.flag(json, name));
      case Kind.Addresses _ ->
          profile.addresses(JsonFields.list(json.path(name), ProfileJson::address));
      case Kind.Tags _ -> profile.tags(JsonFields.list(json.path(name), JsonFields::text));
    }
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
