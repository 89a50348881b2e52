package shop.crm.schemas.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The fields of a profile, which are those that a caller may edit. Rows store the ordinal: the
 * order is part of the stored form.
 */
public enum ProfileField {
  EMAIL("email", Profile::email),
  PHONE("phone", Profile::phone),
  FIRST_NAME("first_name", Profile::firstName),
  LAST_NAME("last_name", Profile::lastName),
  DATE_OF_BIRTH("date_of_birth", Profile::dateOfBirth),
  GENDER("gender", Profile::gender),
  ADDRESSES("addresses", Profile::addresses),
  TAGS("tags", Profile::tags),
  SOURCE("source", Profile::source),
  EMAIL_OPT_IN("email_opt_in", Profile::emailOptIn),
  SMS_OPT_IN("sms_opt_in", Profile::smsOptIn),
  PUSH_OPT_IN("push_opt_in", Profile::pushOptIn);

  /** All fields, in the order in which answers have them. */
  public static final List<ProfileField> ALL = List.of(values());

  private final String wire;
  private final Function<Profile, ?> value;

  ProfileField(String wire, Function<Profile, ?> value) {
    this.wire = wire;
    this.value = value;
  }

  /** The name on the wire. */
  public String wire() {
    return wire;
  }

  /** The field of that name, if there is one. */
  public static Optional<ProfileField> named(String wire) {
    return Stream.of(values()).filter(field -> field.wire.equals(wire)).findFirst();
  }

  /** The fields in which two profiles differ. */
  public static List<ProfileField> changed(Profile before, Profile after) {
    return ALL.stream()
        .filter(field -> !field.value.apply(before).equals(field.value.apply(after)))
        .toList();
  }

  /**
   * Writes the value alone, as answers over HTTP have it: null where there is none, and a consent
   * that was never asked for is as good as refused.
   */
  public void writeValue(JsonGenerator json, Profile profile) throws IOException {
    switch (this) {
      case ADDRESSES -> ProfileJson.addresses(json, profile.addresses());
      case TAGS -> ProfileJson.tags(json, profile.tags());
      case EMAIL_OPT_IN -> json.writeBoolean(profile.emailOptIn().orElse(false));
      case SMS_OPT_IN -> json.writeBoolean(profile.smsOptIn().orElse(false));
      case PUSH_OPT_IN -> json.writeBoolean(profile.pushOptIn().orElse(false));
      case EMAIL, PHONE, FIRST_NAME, LAST_NAME, DATE_OF_BIRTH, GENDER, SOURCE ->
          text(json, (Optional<?>) value.apply(profile));
    }
  }

  /** Writes name and value. */
  public void write(JsonGenerator json, Profile profile) throws IOException {
    json.writeFieldName(wire);
    writeValue(json, profile);
  }

  /** Writes the value alone, as events have it: null where there is none, of consents too. */
  public void writeKnown(JsonGenerator json, Profile profile) throws IOException {
    if (value.apply(profile) instanceof Optional<?> known && known.isEmpty()) {
      json.writeNull();
    } else {
      writeValue(json, profile);
    }
  }

  private static void text(JsonGenerator json, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeString(value.get().toString());
    } else {
      json.writeNull();
    }
  }
}
