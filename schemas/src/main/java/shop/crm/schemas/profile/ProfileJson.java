package shop.crm.schemas.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A profile as JSON in which a field that is absent is not there at all, so that what was never
 * asked differs from what was refused. {@link #read} is the inverse of {@link #write}.
 */
public final class ProfileJson {

  private ProfileJson() {}

  /** Writes the fields of a profile. */
  public static void write(JsonGenerator json, Profile profile) throws IOException {
    text(json, "email", profile.email());
    text(json, "phone", profile.phone());
    text(json, "first_name", profile.firstName());
    text(json, "last_name", profile.lastName());
    text(json, "date_of_birth", profile.dateOfBirth());
    text(json, "gender", profile.gender());
    text(json, "source", profile.source());
    flag(json, "email_opt_in", profile.emailOptIn());
    flag(json, "sms_opt_in", profile.smsOptIn());
    flag(json, "push_opt_in", profile.pushOptIn());
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
      text(json, "id", address.id());
      json.writeStringField("type", address.type().name().toLowerCase(Locale.ROOT));
      text(json, "line1", address.line1());
      text(json, "line2", address.line2());
      text(json, "city", address.city());
      text(json, "region", address.region());
      text(json, "postal_code", address.postalCode());
      text(json, "country", address.country());
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
   * The profile of fields that {@link #write} wrote.
   *
   * @throws IllegalArgumentException if they are not
   */
  public static Profile read(JsonNode json) {
    return new Profile(
        text(json, "email"),
        text(json, "phone"),
        text(json, "first_name"),
        text(json, "last_name"),
        text(json, "date_of_birth").map(LocalDate::parse),
        text(json, "gender"),
        readAddresses(json.path("addresses")),
        list(json.path("tags"), JsonNode::textValue),
        text(json, "source"),
        flag(json, "email_opt_in"),
        flag(json, "sms_opt_in"),
        flag(json, "push_opt_in"));
  }

  /**
   * The addresses of an array that {@link #addresses} wrote.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static List<Address> readAddresses(JsonNode json) {
    return list(json, ProfileJson::address);
  }

  private static Address address(JsonNode json) {
    return new Address(
        text(json, "id"),
        Address.Type.valueOf(json.path("type").asText().toUpperCase(Locale.ROOT)),
        text(json, "line1"),
        text(json, "line2"),
        text(json, "city"),
        text(json, "region"),
        text(json, "postal_code"),
        text(json, "country"),
        json.path("is_default").asBoolean());
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    List<T> list = new ArrayList<>(array.size());
    array.forEach(node -> list.add(element.apply(node)));
    return list;
  }

  static Optional<String> text(JsonNode json, String field) {
    return Optional.ofNullable(json.path(field).textValue());
  }

  private static Optional<Boolean> flag(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isBoolean() ? Optional.of(value.booleanValue()) : Optional.empty();
  }

  static void text(JsonGenerator json, String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get().toString());
    }
  }

  static void flag(JsonGenerator json, String name, Optional<Boolean> value) throws IOException {
    if (value.isPresent()) {
      json.writeBooleanField(name, value.get());
    }
  }
}
