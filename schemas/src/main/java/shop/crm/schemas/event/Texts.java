package shop.crm.schemas.event;

/** The rules for texts that are kept: bounded, and such that they can be written again. */
final class Texts {

  /** Greatest length of a text that has no bound of its own, in characters (code points). */
  static final int MAX_LENGTH = 4096;

  private Texts() {}

  /** The text itself, if it keeps the rule. */
  static String checked(String text, String field) throws InvalidBody {
    return checked(text, field, MAX_LENGTH);
  }

  /** The text itself, if it keeps the rule and has at most {@code greatest} characters. */
  static String checked(String text, String field, int greatest) throws InvalidBody {
    if (text.length() > greatest && text.codePointCount(0, text.length()) > greatest) {
      throw InvalidBody.illTyped(field, "of at most " + greatest + " characters");
    }
    if (!isWellFormed(text)) {
      throw InvalidBody.illTyped(field, "well-formed Unicode");
    }
    return text;
  }

  /** JSON can escape half a surrogate pair; UTF-8 cannot write it. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The text itself, if PostgreSQL can store it, to which U+0000 is the end of a text. */
  static String storable(String text, String field) throws InvalidBody {
    if (text.indexOf('\0') >= 0) {
      throw InvalidBody.illTyped(field, "free of the character U+0000");
    }
    return text;
  }
}
