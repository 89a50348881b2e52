package shop.crm.schemas.model.profile;

import java.net.IDN;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Texts as they are compared when somebody looks for one. The same name can be written in more ways
 * than one sees: composed or not, in full width, with ligatures, with blanks that do not break; and
 * the domain of an email by its letters or in ASCII.
 */
public final class SearchText {

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
  private static final char AT = '@';

  private SearchText() {}

  /** In small letters of one form, with single blanks and none before the first letter. */
  public static String folded(String text) {
    return isPlain(text) ? text.toLowerCase(Locale.ROOT) : inOneForm(text);
  }

  /**
   * Whether lower case is all that a text needs, as with most by far: ASCII without double blanks.
   */
  private static boolean isPlain(String text) {
    boolean plain = true;
    char before = ' ';
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = c > ' ' && c < 0x7F && c != AT || c == ' ' && before != ' ';
      before = c;
    }
    return plain;
  }

  private static String inOneForm(String text) {
    // Small letters of a form may have another form of their own, and the other way round.
    String small = Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT);
    String one = Normalizer.normalize(small, Form.NFKC).toLowerCase(Locale.ROOT);
    // The end of what is looked for is seldom the end of a name.
    String blanks = BLANKS.matcher(one.replace('ς', 'σ')).replaceAll(" ");
    String begun = blanks.startsWith(" ") ? blanks.substring(1) : blanks;
    int at = begun.lastIndexOf(AT);
    return at < 0 ? begun : begun.substring(0, at + 1) + domain(begun.substring(at + 1));
  }

  /** Letters in the place of {@code xn--}; what is none of a domain stays as it is. */
  private static String domain(String text) {
    return text.contains("xn--") ? IDN.toUnicode(text) : text;
  }
}
