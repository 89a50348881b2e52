package shop.crm.schemas.model.profile;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.Rfc3339;

/**
 * What may stand in a profile, whichever way it comes in: so that what one way takes every other
 * takes back. Texts are trimmed; one that is blank is as good as absent.
 */
public final class ProfileRules {

  /** Greatest length of a language: what BCP 47 advises to have room for. */
  static final int LANGUAGE = 35;

  private static final int FIRST_BIRTH_YEAR = 1900;

  /** What every address has, whoever serves it; more is for whoever sends to it to find out. */
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+");

  private static final Pattern BLANKS_OF_PHONES = Pattern.compile("[\\s\\p{Z}/]+");
  private static final Pattern DASHES = Pattern.compile("[\\p{Pd}\\u2212]");
  private static final Pattern PHONE = Pattern.compile("\\+?[0-9() .-]*[0-9][0-9() .-]*");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private ProfileRules() {}

  /**
   * What became of a value: one that is kept, none, or why it cannot be kept.
   *
   * @param problem what is wrong with it, to be read behind the name of the field
   */
  public record Checked<T>(Optional<T> value, Optional<String> problem) {

    static <T> Checked<T> absent() {
      return new Checked<>(Optional.empty(), Optional.empty());
    }

    static <T> Checked<T> kept(T value) {
      return new Checked<>(Optional.of(value), Optional.empty());
    }

    static <T> Checked<T> wrong(String problem) {
      return new Checked<>(Optional.empty(), Optional.of(problem));
    }
  }

  /**
   * A text that can be stored and shown. One that is too long is not looked at any further:
   * patterns take their time, and their stack, with long ones.
   */
  public static Checked<String> text(String given, int most) {
    String text = given.strip();
    if (text.isEmpty()) {
      return Checked.absent();
    }
    if (text.codePointCount(0, text.length()) > most) {
      return Checked.wrong("has more than " + most + " characters");
    }
    return isStorable(text)
        ? Checked.kept(text)
        : Checked.wrong("has control characters, or half of a surrogate pair");
  }

  private static boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  /** An address of electronic mail. */
  public static Checked<String> email(String given) {
    return matching(text(given, ProfileLimits.EMAIL), EMAIL, "is not an email address");
  }

  /** A number of a telephone, in the one way that it is kept. */
  public static Checked<String> phone(String given) {
    Checked<String> text = text(given, ProfileLimits.PHONE);
    return matching(
        new Checked<>(text.value().map(ProfileRules::plainPhone), text.problem()),
        PHONE,
        "is not a phone number: digits, with + ( ) - . / and spaces, without an extension");
  }

  /** What people write between digits. */
  private static String plainPhone(String phone) {
    String digits = Normalizer.normalize(phone, Normalizer.Form.NFKC);
    return BLANKS_OF_PHONES.matcher(DASHES.matcher(digits).replaceAll("-")).replaceAll(" ").strip();
  }

  private static Checked<String> matching(Checked<String> text, Pattern pattern, String problem) {
    boolean matches = text.value().map(it -> pattern.matcher(it).matches()).orElse(true);
    return matches ? text : Checked.wrong(problem);
  }

  /** A date of birth. */
  public static Checked<LocalDate> birth(String given, LocalDate today) {
    String text = given.strip();
    if (text.isEmpty()) {
      return Checked.absent();
    }
    try {
      LocalDate date = Rfc3339.date(text);
      return date.isAfter(today) || date.getYear() < FIRST_BIRTH_YEAR
          ? Checked.wrong("is not from " + FIRST_BIRTH_YEAR + " up to today")
          : Checked.kept(date);
    } catch (DateTimeException e) {
      return Checked.wrong("is not a date like 1990-12-31");
    }
  }

  /** A tag of a language, BCP 47, in its canonical form: {@code pt-BR}. */
  public static Checked<String> language(String given) {
    Checked<String> text = text(given, LANGUAGE);
    if (text.value().isEmpty()) {
      return text;
    }
    try {
      Locale language = new Locale.Builder().setLanguageTag(text.value().get()).build();
      String tag = language.toLanguageTag();
      if (!language.getLanguage().isEmpty() && tag.length() <= LANGUAGE) {
        return Checked.kept(tag);
      }
    } catch (IllformedLocaleException _) {
      // Told below, as a tag that names no language.
    }
    return Checked.wrong("is not a tag of a language like uk or pt-BR");
  }

  /** A text of a postal address. */
  public static Checked<String> line(String given) {
    return text(given, ProfileLimits.ADDRESS_TEXT);
  }

  /** The id of a postal address. */
  public static Checked<String> addressId(String given) {
    Checked<String> id = text(given, Ids.MAX_LENGTH);
    return id.value().map(Ids::isValid).orElse(true)
        ? id
        : Checked.wrong("is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -");
  }

  /** What a postal address is for. */
  public static Checked<Address.Type> addressType(String given) {
    for (Address.Type type : Address.Type.values()) {
      if (type.wire().equals(given.strip())) {
        return Checked.kept(type);
      }
    }
    return given.isBlank() ? Checked.absent() : Checked.wrong("is not shipping, billing or other");
  }

  /** The country of a postal address. */
  public static Checked<String> country(String given) {
    Checked<String> country = line(given);
    return country.value().map(COUNTRIES::contains).orElse(true)
        ? country
        : Checked.wrong("is not a country of ISO 3166-1 alpha-2");
  }
}
