package shop.crm.standalone.importer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as tables have them: with signs of currencies, groups of digits and decimal commas. */
final class Amounts {

  private static final Pattern NUMBER =
      Pattern.compile(
          "[\\p{Sc}\\p{L}\\s\\u00a0]*([0-9][0-9.,'\\s\\u00a0\\u202f]*?)[\\p{Sc}\\p{L}\\s\\u00a0]*\\.?");
  private static final Pattern COMMA_IS_POINT =
      Pattern.compile("[0-9]+(?:\\.[0-9]{3})*,[0-9]{1,2}");
  private static final Pattern ZEROS_BEHIND = Pattern.compile("([0-9]+\\.[0-9]{2})0+");

  private Amounts() {}

  /** The amount in decimal notation; the text itself where it is none, or less than nothing. */
  static String plain(String text) {
    Matcher matcher = NUMBER.matcher(text.strip());
    if (!matcher.matches()) {
      return text;
    }
    String digits = matcher.group(1).replaceAll("[\\s'\\u00a0\\u202f]", "");
    String number =
        COMMA_IS_POINT.matcher(digits).matches()
            ? digits.replace(".", "").replace(',', '.')
            : withoutGroups(digits);
    Matcher zeros = ZEROS_BEHIND.matcher(number);
    return zeros.matches() ? zeros.group(1) : number;
  }

  /** A comma before three digits separates thousands; anything else is left for who refuses it. */
  private static String withoutGroups(String digits) {
    return digits.matches("[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?")
        ? digits.replace(",", "")
        : digits;
  }
}
