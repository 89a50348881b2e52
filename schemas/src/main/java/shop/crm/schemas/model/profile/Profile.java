package shop.crm.schemas.model.profile;

import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import shop.crm.schemas.model.profile.ProfileField.Kind;

/**
 * What a customer is called, where to reach them, and what they agreed to: a value for each field
 * of {@link ProfileField} that has one.
 *
 * @param texts of fields of texts
 * @param dates of fields of dates
 * @param flags of fields of flags; none where the customer was never asked
 * @param addresses postal addresses
 * @param tags labels that the shop gave
 */
public record Profile(
    Map<ProfileField, String> texts,
    Map<ProfileField, LocalDate> dates,
    Map<ProfileField, Boolean> flags,
    List<Address> addresses,
    List<String> tags) {

  /** The source of a customer that only an order has named. */
  public static final String SOURCE_ORDER = "order";

  /** The profile of whom nothing is known, which is what a new customer's profile differs from. */
  public static final Profile NOTHING =
      new Profile(Map.of(), Map.of(), Map.of(), List.of(), List.of());

  /** The profile of a customer that only an order has named. */
  public static final Profile STUB =
      NOTHING.edit().text(ProfileField.SOURCE, Optional.of(SOURCE_ORDER)).build();

  public Profile {
    texts = copied(texts, Kind.Text.class);
    dates = copied(dates, Kind.Date.class);
    flags = copied(flags, Kind.Flag.class);
    addresses = List.copyOf(addresses);
    tags = List.copyOf(tags);
  }

  private static <V> Map<ProfileField, V> copied(
      Map<ProfileField, V> values, Class<? extends Kind> kind) {
    if (values.isEmpty()) {
      return Map.of();
    }
    Map<ProfileField, V> copy = new EnumMap<>(values);
    for (ProfileField field : copy.keySet()) {
      if (!kind.isInstance(field.kind())) {
        throw new IllegalArgumentException(field + " is not a " + kind.getSimpleName());
      }
    }
    return Collections.unmodifiableMap(copy);
  }

  /** The value of a field of texts. */
  public Optional<String> text(ProfileField field) {
    return Optional.ofNullable(texts.get(field));
  }

  /** The value of a field of dates. */
  public Optional<LocalDate> date(ProfileField field) {
    return Optional.ofNullable(dates.get(field));
  }

  /** The value of a field of flags. */
  public Optional<Boolean> flag(ProfileField field) {
    return Optional.ofNullable(flags.get(field));
  }

  /** The value of any field; that of a list is there, if only empty. */
  Optional<?> value(ProfileField field) {
    return switch (field.kind()) {
      case Kind.Text _ -> text(field);
      case Kind.Date _ -> date(field);
      case Kind.Flag _ -> flag(field);
      case Kind.Addresses _ -> Optional.of(addresses);
      case Kind.Tags _ -> Optional.of(tags);
    };
  }

  /** See {@link ProfileField#EMAIL}. */
  public Optional<String> email() {
    return text(ProfileField.EMAIL);
  }

  /** See {@link ProfileField#PHONE}. */
  public Optional<String> phone() {
    return text(ProfileField.PHONE);
  }

  /** See {@link ProfileField#FIRST_NAME}. */
  public Optional<String> firstName() {
    return text(ProfileField.FIRST_NAME);
  }

  /** See {@link ProfileField#LAST_NAME}. */
  public Optional<String> lastName() {
    return text(ProfileField.LAST_NAME);
  }

  /** See {@link ProfileField#DATE_OF_BIRTH}. */
  public Optional<LocalDate> dateOfBirth() {
    return date(ProfileField.DATE_OF_BIRTH);
  }

  /** The gender, in the words of the shop: it is not interpreted. */
  public Optional<String> gender() {
    return text(ProfileField.GENDER);
  }

  /** In which to write to the customer, BCP 47. */
  public Optional<String> language() {
    return text(ProfileField.LANGUAGE);
  }

  /** How the customer came to be known; {@link #SOURCE_ORDER} where only an order named them. */
  public Optional<String> source() {
    return text(ProfileField.SOURCE);
  }

  /** See {@link ProfileField#EMAIL_OPT_IN}. */
  public Optional<Boolean> emailOptIn() {
    return flag(ProfileField.EMAIL_OPT_IN);
  }

  /** See {@link ProfileField#SMS_OPT_IN}. */
  public Optional<Boolean> smsOptIn() {
    return flag(ProfileField.SMS_OPT_IN);
  }

  /** See {@link ProfileField#PUSH_OPT_IN}. */
  public Optional<Boolean> pushOptIn() {
    return flag(ProfileField.PUSH_OPT_IN);
  }

  /**
   * This profile with its empty fields taken from {@code other}. A stub's source counts as empty: a
   * registration says where the customer came from, whether it arrives before the order or after.
   * So do blank texts, which earlier releases kept.
   */
  public Profile filledFrom(Profile other) {
    Builder filled = other.edit();
    texts.forEach(
        (field, text) -> {
          boolean stub = field == ProfileField.SOURCE && text.equals(SOURCE_ORDER);
          if (!text.isBlank() && !stub) {
            filled.texts.put(field, text);
          }
        });
    filled.dates.putAll(dates);
    filled.flags.putAll(flags);
    return filled
        .addresses(addresses.isEmpty() ? other.addresses : addresses)
        .tags(tags.isEmpty() ? other.tags : tags)
        .build();
  }

  /** A profile to be made from this one. */
  public Builder edit() {
    return new Builder(this);
  }

  /** Which fields have a value; of what tells who somebody is no more than that, for logs. */
  @Override
  public String toString() {
    StringJoiner told = new StringJoiner(", ", "Profile[", "]");
    for (ProfileField field : ProfileField.ALL) {
      value(field)
          .filter(value -> !(value instanceof List<?> list && list.isEmpty()))
          .ifPresent(value -> told.add(field.wire() + (field.isPersonal() ? "" : "=" + value)));
    }
    return told.toString();
  }

  /** Makes a profile, field by field. */
  public static final class Builder {

    private final Map<ProfileField, String> texts = new EnumMap<>(ProfileField.class);
    private final Map<ProfileField, LocalDate> dates = new EnumMap<>(ProfileField.class);
    private final Map<ProfileField, Boolean> flags = new EnumMap<>(ProfileField.class);
    private List<Address> addresses;
    private List<String> tags;

    private Builder(Profile from) {
      texts.putAll(from.texts);
      dates.putAll(from.dates);
      flags.putAll(from.flags);
      addresses = from.addresses;
      tags = from.tags;
    }

    /** Gives a field of texts another value, or none. */
    public Builder text(ProfileField field, Optional<String> value) {
      return put(texts, field, value);
    }

    /** Gives a field of dates another value, or none. */
    public Builder date(ProfileField field, Optional<LocalDate> value) {
      return put(dates, field, value);
    }

    /** Gives a field of flags another value, or none. */
    public Builder flag(ProfileField field, Optional<Boolean> value) {
      return put(flags, field, value);
    }

    /** Gives other addresses. */
    public Builder addresses(List<Address> others) {
      addresses = others;
      return this;
    }

    /** Puts these tags in the place of all others. */
    public Builder tags(List<String> others) {
      tags = others;
      return this;
    }

    private <V> Builder put(Map<ProfileField, V> values, ProfileField field, Optional<V> value) {
      value.ifPresentOrElse(it -> values.put(field, it), () -> values.remove(field));
      return this;
    }

    /** The profile with all that was set. */
    public Profile build() {
      return new Profile(texts, dates, flags, addresses, tags);
    }
  }
}
