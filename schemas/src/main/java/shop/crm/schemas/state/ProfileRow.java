package shop.crm.schemas.state;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;

/**
 * The stored form of a {@link Profile}, a part of the customer's row. Fields that came to the
 * catalogue after the first release stand behind all others with their stored ids, and only where
 * they have a value: other rows are as they were, also for releases that do not know such fields.
 */
final class ProfileRow {

  private static final List<Address.Type> ADDRESS_TYPES = List.of(Address.Type.values());

  /** What every row has, in this order. */
  private static final List<ProfileField> FIRST =
      List.of(
          ProfileField.EMAIL,
          ProfileField.PHONE,
          ProfileField.FIRST_NAME,
          ProfileField.LAST_NAME,
          ProfileField.DATE_OF_BIRTH,
          ProfileField.GENDER,
          ProfileField.SOURCE,
          ProfileField.EMAIL_OPT_IN,
          ProfileField.SMS_OPT_IN,
          ProfileField.PUSH_OPT_IN,
          ProfileField.TAGS,
          ProfileField.ADDRESSES);

  private static final List<ProfileField> LATER =
      ProfileField.ALL.stream().filter(field -> !FIRST.contains(field)).toList();

  private ProfileRow() {}

  /** Whether a field has a value that came to the catalogue after the first release. */
  static boolean hasLaterFields(Profile profile) {
    return LATER.stream().anyMatch(field -> later(profile, field).isPresent());
  }

  static void write(RowWriter out, Profile profile) {
    if (profile.equals(Profile.STUB)) {
      out.fixed8(0);
      return;
    }
    out.fixed8(1);
    for (ProfileField field : FIRST) {
      switch (field.kind()) {
        case Kind.Text _ -> out.optionalText(profile.text(field));
        case Kind.Date _ ->
            out.optional(profile.date(field), date -> out.signed(date.toEpochDay()));
        case Kind.Flag _ -> out.optional(profile.flag(field), out::flag);
        case Kind.Addresses _ -> {
          out.unsigned(profile.addresses().size());
          profile.addresses().forEach(address -> write(out, address));
        }
        case Kind.Tags _ -> {
          out.unsigned(profile.tags().size());
          profile.tags().forEach(out::text);
        }
      }
    }
  }

  static Profile read(RowReader in) {
    if (!in.flag()) {
      return Profile.STUB;
    }
    Profile.Builder profile = Profile.NOTHING.edit();
    for (ProfileField field : FIRST) {
      switch (field.kind()) {
        case Kind.Text _ -> profile.text(field, in.optionalText());
        case Kind.Date _ ->
            profile.date(field, in.optional(() -> LocalDate.ofEpochDay(in.signed())));
        case Kind.Flag _ -> profile.flag(field, in.optional(in::flag));
        case Kind.Addresses _ -> profile.addresses(in.list(() -> address(in)));
        case Kind.Tags _ -> profile.tags(in.list(in::text));
      }
    }
    return profile.build();
  }

  /** Appends the fields that came later: of each its stored id, and its value as a text. */
  static void writeLater(RowWriter out, Profile profile) {
    List<ProfileField> present =
        LATER.stream().filter(field -> later(profile, field).isPresent()).toList();
    out.unsigned(present.size());
    for (ProfileField field : present) {
      out.unsigned(field.storedId()).text(later(profile, field).orElseThrow());
    }
  }

  private static Optional<String> later(Profile profile, ProfileField field) {
    return switch (field.kind()) {
      case Kind.Text _ -> profile.text(field);
      case Kind.Date _ -> profile.date(field).map(LocalDate::toString);
      case Kind.Flag _ -> profile.flag(field).map(String::valueOf);
      case Kind.Addresses _, Kind.Tags _ -> Optional.empty();
    };
  }

  /** The profile with the fields that came later; those that are not known here are passed over. */
  static Profile readLater(RowReader in, Profile first) {
    Profile.Builder profile = first.edit();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      Optional<ProfileField> field = ProfileField.stored(Math.toIntExact(in.unsigned()));
      String value = in.text();
      field.ifPresent(known -> setLater(profile, known, value));
    }
    return profile.build();
  }

  private static void setLater(Profile.Builder profile, ProfileField field, String value) {
    switch (field.kind()) {
      case Kind.Text _ -> profile.text(field, Optional.of(value));
      case Kind.Date _ -> profile.date(field, Optional.of(LocalDate.parse(value)));
      case Kind.Flag _ -> profile.flag(field, Optional.of(Boolean.valueOf(value)));
      case Kind.Addresses _, Kind.Tags _ ->
          throw new IllegalArgumentException("row is damaged: a list as a text");
    }
  }

  private static void write(RowWriter out, Address address) {
    Address.Place place = address.place();
    out.fixed8(address.type().ordinal()).flag(address.isDefault());
    out.optionalText(address.id()).optionalText(place.line1()).optionalText(place.line2());
    out.optionalText(place.city()).optionalText(place.region());
    out.optionalText(place.postalCode()).optionalText(place.country());
  }

  private static Address address(RowReader in) {
    Address.Type type = in.oneOf(ADDRESS_TYPES);
    boolean isDefault = in.flag();
    Optional<String> id = in.optionalText();
    Address.Place place =
        new Address.Place(
            in.optionalText(),
            in.optionalText(),
            in.optionalText(),
            in.optionalText(),
            in.optionalText(),
            in.optionalText());
    return new Address(id, type, place, isDefault);
  }
}
