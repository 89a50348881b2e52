package shop.crm.queries.connection;

/** The classes of characters of RFC 9110 and RFC 3986, by byte. */
final class Characters {

  private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~");
  private static final boolean[] UNRESERVED = table("-._~");

  /** What stands in a path as it is; the semicolon begins parameters, which no path here has. */
  private static final boolean[] PATH = table("-._~!$&'()*+,=:@/");

  private Characters() {}

  private static boolean[] table(String besidesLettersAndDigits) {
    boolean[] table = new boolean[256];
    for (int c = 0; c < 128; c++) {
      boolean letterOrDigit = c >= '0' && c <= '9' || isLetter(c);
      table[c] = letterOrDigit || besidesLettersAndDigits.indexOf(c) >= 0;
    }
    return table;
  }

  private static boolean isLetter(int c) {
    return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  static boolean isToken(byte c) {
    return TOKEN[c & 0xFF];
  }

  static boolean isUnreserved(int c) {
    return UNRESERVED[c & 0xFF];
  }

  static boolean isPath(byte c) {
    return PATH[c & 0xFF];
  }

  static boolean isControl(int c) {
    return c >= 0 && c < ' ' || c == 0x7F;
  }

  static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  /** The value of a hexadecimal digit; -1 where it is none. */
  static int hex(byte c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Whether bytes are a lower-case text, whatever their case. */
  static boolean equal(byte[] bytes, int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      byte c = bytes[i];
      int folded = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
      if (folded != lower.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }
}
