package shop.crm.queries.view;

import java.util.regex.Pattern;

/**
 * A text in a cell of a table that people open in a spreadsheet, which runs what looks like a
 * formula. Such a text gets an apostrophe before it, as OWASP advises on CSV injection, and the
 * import takes off exactly those that were put there.
 */
public final class SpreadsheetCell {

  /** Before a text that would be run, and before one that has an apostrophe there itself. */
  private static final String AS_TEXT = "'";

  /**
   * What begins a formula, also as wide characters and behind blanks, which some programs pass
   * over; and what may end the cell before it.
   */
  private static final Pattern FORMULA =
      Pattern.compile("(?s)([\\s\\p{Z}]*[=+@\uFF1D\uFF0B\uFF20\uFF0D-]|[\\t\\r\\n]).*");

  /** A number that a spreadsheet may take for one: it computes nothing. */
  private static final Pattern PHONE = Pattern.compile("\\+[0-9() .]+");

  private SpreadsheetCell() {}

  /** The cell of a text. */
  public static String of(String text) {
    boolean guarded = FORMULA.matcher(text).matches() || text.startsWith(AS_TEXT);
    return guarded ? AS_TEXT + text : text;
  }

  /**
   * The cell of a phone number, which begins with a plus as a rule: guarded only where a dash would
   * be subtracted, so that whoever dials from a table can.
   */
  static String ofPhone(String number) {
    return PHONE.matcher(number).matches() ? number : of(number);
  }

  /** A text as it was before it became a cell, or as somebody else has written it. */
  public static String textOf(String cell) {
    boolean guarded =
        cell.startsWith(AS_TEXT)
            && (cell.startsWith(AS_TEXT, 1) || FORMULA.matcher(cell.substring(1)).matches());
    return guarded ? cell.substring(1) : cell;
  }
}
