package shop.crm.standalone.log;

/** A text as it may stand on one line of a log, whoever wrote it. */
final class Line {

  /** With time, level and logger before it, a line has 1 KB at the most. */
  static final int MAX_BYTES = 900;

  private static final String CUT = " …";

  private Line() {}

  /**
   * The text without what moves a cursor, colours a terminal or begins another line, and cut to
   * {@link #MAX_BYTES} of UTF-8.
   */
  static String of(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_BYTES));
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      bytes += utf8Length(character);
      if (bytes > MAX_BYTES) {
        return line.append(CUT).toString();
      }
      line.appendCodePoint(isPrintable(character) ? character : ' ');
    }
    return line.toString();
  }

  /** Neither control nor format characters (ESC, newlines, direction marks), nor halves of one. */
  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static int utf8Length(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return character < 0x10000 ? 3 : 4;
  }
}
