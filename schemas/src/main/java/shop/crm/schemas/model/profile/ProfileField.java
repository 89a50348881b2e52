package shop.crm.schemas.model.profile;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;
import static shop.crm.schemas.model.profile.ProfileField.Privacy.IDENTIFYING;
import static shop.crm.schemas.model.profile.ProfileField.Privacy.PERSONAL;
import static shop.crm.schemas.model.profile.ProfileField.Privacy.PLAIN;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import shop.crm.schemas.model.profile.ProfileField.Kind.Addresses;
import shop.crm.schemas.model.profile.ProfileField.Kind.Date;
import shop.crm.schemas.model.profile.ProfileField.Kind.Flag;
import shop.crm.schemas.model.profile.ProfileField.Kind.Tags;
import shop.crm.schemas.model.profile.ProfileField.Kind.Text;
import shop.crm.schemas.model.profile.ProfileRules.Checked;

/**
 * The catalogue of a profile's fields, which are those that a caller may edit. What reads, writes,
 * stores or compares a profile goes through it and knows the kinds of fields, not the fields. The
 * order is that of answers; rows have {@link #storedId}.
 */
public enum ProfileField {
  EMAIL(0, new Text(ProfileLimits.EMAIL, ProfileRules::email), IDENTIFYING),
  PHONE(1, new Text(ProfileLimits.PHONE, ProfileRules::phone), IDENTIFYING),
  FIRST_NAME(2, Text.upTo(ProfileLimits.NAME), IDENTIFYING),
  LAST_NAME(3, Text.upTo(ProfileLimits.NAME), IDENTIFYING),
  DATE_OF_BIRTH(4, new Date(), IDENTIFYING),
  GENDER(5, Text.upTo(ProfileLimits.GENDER), PERSONAL),
  LANGUAGE(12, new Text(ProfileRules.LANGUAGE, ProfileRules::language), PERSONAL),
  ADDRESSES(6, new Addresses(), IDENTIFYING),
  TAGS(7, new Tags(), PERSONAL),
  SOURCE(8, Text.upTo(ProfileLimits.SOURCE), PLAIN),
  EMAIL_OPT_IN(9, new Flag(), PLAIN),
  SMS_OPT_IN(10, new Flag(), PLAIN),
  PUSH_OPT_IN(11, new Flag(), PLAIN);

  /** All fields, in the order in which answers have them. */
  public static final List<ProfileField> ALL = List.of(values());

  private static final Map<String, ProfileField> BY_NAME =
      ALL.stream().collect(toUnmodifiableMap(ProfileField::wire, identity()));
  private static final Map<Integer, ProfileField> BY_STORED_ID =
      ALL.stream().collect(toUnmodifiableMap(ProfileField::storedId, identity()));

  private final String wire = name().toLowerCase(Locale.ROOT);
  private final int storedId;
  private final Kind kind;
  private final Privacy privacy;

  ProfileField(int storedId, Kind kind, Privacy privacy) {
    this.storedId = storedId;
    this.kind = kind;
    this.privacy = privacy;
  }

  /** What a field gives away of somebody, and so who may see it. */
  public enum Privacy {
    /** Who they are, or how to reach them: nobody is shown it without {@code pii:read}. */
    IDENTIFYING,
    /** What they are like: nothing for a log. */
    PERSONAL,
    /** Nothing that is theirs alone. */
    PLAIN
  }

  /** What the values of a field are. */
  public sealed interface Kind {

    /**
     * A text.
     *
     * @param most its greatest length, in characters (code points)
     * @param rule what may stand in it, in the one way that it is kept
     */
    record Text(int most, Function<String, Checked<String>> rule) implements Kind {
      static Text upTo(int most) {
        return new Text(most, text -> ProfileRules.text(text, most));
      }
    }

    /** A day in the past, see {@link ProfileRules#birth}. */
    record Date() implements Kind {}

    /** Whether the customer agreed to something. */
    record Flag() implements Kind {}

    /** Postal addresses. */
    record Addresses() implements Kind {}

    /** Labels that the shop gave. */
    record Tags() implements Kind {}
  }

  /** The name on the wire, and of the column. */
  public String wire() {
    return wire;
  }

  /** What stands for it in rows; never given to another. */
  public int storedId() {
    return storedId;
  }

  /** What kind of values the field has. */
  public Kind kind() {
    return kind;
  }

  /** Whether it tells who somebody is or what they are like: nothing for a log. */
  public boolean isPersonal() {
    return privacy != Privacy.PLAIN;
  }

  /** Whether it is masked for callers who may not see personal data. */
  public boolean isIdentifying() {
    return privacy == Privacy.IDENTIFYING;
  }

  /** The field of that name, if there is one. */
  public static Optional<ProfileField> named(String wire) {
    return Optional.ofNullable(BY_NAME.get(wire));
  }

  /** The field that a number stands for in rows; none where a later release wrote it. */
  public static Optional<ProfileField> stored(int id) {
    return Optional.ofNullable(BY_STORED_ID.get(id));
  }

  /** The fields in which two profiles differ. */
  public static List<ProfileField> changed(Profile before, Profile after) {
    return ALL.stream().filter(field -> !before.value(field).equals(after.value(field))).toList();
  }
}
