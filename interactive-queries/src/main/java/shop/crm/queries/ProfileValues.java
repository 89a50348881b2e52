package shop.crm.queries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import shop.crm.schemas.Ids;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.ProfileLimits;

/** Reads and checks the values of a profile; null stands for none. */
final class ProfileValues {

  private static final int FIRST_BIRTH_YEAR = 1900;

  /** What every address has, whoever serves it; more is for whoever sends to it to find out. */
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+");

  private static final Pattern BLANKS_OF_PHONES = Pattern.compile("[\\s\\p{Z}/]+");
  private static final Pattern DASHES = Pattern.compile("[\\p{Pd}\\u2212]");
  private static final Pattern PHONE = Pattern.compile("\\+?[0-9() .-]*[0-9][0-9() .-]*");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final Set<String> ADDRESS_FIELDS =
      Set.of(
          "id", "type", "line1", "line2", "city", "region", "postal_code", "country", "is_default");

  private final BodyErrors errors;
  private final LocalDate today;

  ProfileValues(BodyErrors errors, LocalDate today) {
    this.errors = errors;
    this.today = today;
  }

  Optional<String> email(JsonNode value) {
    Optional<String> email = text("/email", value, ProfileLimits.EMAIL);
    if (email.isPresent() && !EMAIL.matcher(email.get()).matches()) {
      errors.add("/email", "is not an email address");
    }
    return email;
  }

  Optional<String> phone(JsonNode value) {
    Optional<String> phone =
        text("/phone", value, ProfileLimits.PHONE).map(ProfileValues::plainPhone);
    if (phone.isPresent() && !PHONE.matcher(phone.get()).matches()) {
      errors.add(
          "/phone",
          "is not a phone number: digits, with + ( ) - . / and spaces, without an extension");
    }
    return phone;
  }

  /** What people write between digits, in the one way that it is kept. */
  private static String plainPhone(String phone) {
    String digits = Normalizer.normalize(phone, Normalizer.Form.NFKC);
    return BLANKS_OF_PHONES.matcher(DASHES.matcher(digits).replaceAll("-")).replaceAll(" ").strip();
  }

  Optional<LocalDate> birth(JsonNode value) {
    String pointer = "/date_of_birth";
    Optional<String> text = text(pointer, value, 10);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.parse(text.get());
      if (date.isAfter(today) || date.getYear() < FIRST_BIRTH_YEAR) {
        errors.add(pointer, "is not from " + FIRST_BIRTH_YEAR + " up to today");
      }
      return Optional.of(date);
    } catch (DateTimeParseException e) {
      errors.add(pointer, "is not a date like 1990-12-31");
      return Optional.empty();
    }
  }

  Optional<Boolean> flag(String pointer, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      errors.add(pointer, "is not true or false");
      return Optional.empty();
    }
    return Optional.of(value.booleanValue());
  }

  List<String> tags(JsonNode value) {
    if (value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > ProfileLimits.TAGS) {
      errors.add("/tags", "is not a list of at most " + ProfileLimits.TAGS + " texts");
      return List.of();
    }
    Set<String> tags = new LinkedHashSet<>();
    for (int i = 0; i < value.size(); i++) {
      required("/tags/" + i, value.get(i), ProfileLimits.TAG).ifPresent(tags::add);
    }
    List<String> all = List.copyOf(tags);
    if (!ProfileLimits.tagsFit(all)) {
      errors.add("/tags", together(ProfileLimits.TAGS_BYTES));
    }
    return all;
  }

  List<Address> addresses(JsonNode value) {
    if (value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > ProfileLimits.ADDRESSES) {
      errors.add(
          "/addresses", "is not a list of at most " + ProfileLimits.ADDRESSES + " addresses");
      return List.of();
    }
    List<Address> addresses = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      address("/addresses/" + i, value.get(i)).ifPresent(addresses::add);
    }
    if (!ProfileLimits.addressesFit(addresses)) {
      errors.add("/addresses", together(ProfileLimits.ADDRESSES_BYTES));
    }
    return addresses;
  }

  private static String together(int most) {
    return "has more than " + most + " bytes together";
  }

  private Optional<Address> address(String pointer, JsonNode value) {
    if (!value.isObject()) {
      errors.add(pointer, "is not an object");
      return Optional.empty();
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      if (!ADDRESS_FIELDS.contains(field.getKey())) {
        errors.add(
            pointer + "/" + BodyErrors.escaped(field.getKey()), "is not a field of an address");
      }
    }
    return Optional.of(
        new Address(
            addressId(pointer + "/id", value.path("id")),
            type(pointer + "/type", value.path("type")),
            line(pointer, value, "line1"),
            line(pointer, value, "line2"),
            line(pointer, value, "city"),
            line(pointer, value, "region"),
            line(pointer, value, "postal_code"),
            country(pointer, value),
            flag(pointer + "/is_default", present(value.path("is_default"))).orElse(false)));
  }

  private Optional<String> addressId(String pointer, JsonNode value) {
    Optional<String> id = text(pointer, present(value), Ids.MAX_LENGTH);
    if (id.isPresent() && !Ids.isValid(id.get())) {
      errors.add(pointer, "is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -");
    }
    return id;
  }

  private Address.Type type(String pointer, JsonNode value) {
    for (Address.Type type : Address.Type.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(value.asText())) {
        return type;
      }
    }
    errors.add(pointer, "is not shipping, billing or other");
    return Address.Type.OTHER;
  }

  private Optional<String> country(String pointer, JsonNode address) {
    Optional<String> country = line(pointer, address, "country");
    if (country.isPresent() && !COUNTRIES.contains(country.get())) {
      errors.add(pointer + "/country", "is not a country of ISO 3166-1 alpha-2");
    }
    return country;
  }

  private Optional<String> line(String pointer, JsonNode address, String field) {
    return text(pointer + "/" + field, present(address.path(field)), ProfileLimits.ADDRESS_TEXT);
  }

  private static JsonNode present(JsonNode value) {
    return value.isMissingNode() ? NullNode.getInstance() : value;
  }

  /**
   * A text that is there, not blank, and can be stored and shown. One that is not is not looked at
   * any further: patterns take their time, and their stack, with long ones.
   */
  Optional<String> text(String pointer, JsonNode value, int most) {
    return value.isNull() ? Optional.empty() : required(pointer, value, most);
  }

  private Optional<String> required(String pointer, JsonNode value, int most) {
    if (!value.isTextual()) {
      errors.add(pointer, "is not a text");
      return Optional.empty();
    }
    String text = value.textValue();
    if (text.isBlank()) {
      errors.add(pointer, "is blank");
    } else if (text.codePointCount(0, text.length()) > most) {
      errors.add(pointer, "has more than " + most + " characters");
    } else if (!isStorable(text)) {
      errors.add(pointer, "has control characters, or half of a surrogate pair");
    } else {
      return Optional.of(text);
    }
    return Optional.empty();
  }

  private static boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }
}
