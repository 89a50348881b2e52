package shop.crm.queries.connection;

import java.nio.charset.StandardCharsets;

/**
 * Checks that a path is spelt in the one way that it has. What routes and what stands before the
 * service (a gateway, a rule of a proxy) then mean the same by it: nothing is hidden behind an
 * empty segment, a dot, an escape that need not be one, or parameters.
 */
final class RequestTarget {

  private RequestTarget() {}

  /**
   * Where the path begins: behind scheme and authority, if they are there.
   *
   * @param authority what the target must name where it names one: the {@code Host} of the request
   * @return the index of its slash; {@code to} where an absolute target has no path
   */
  static int check(byte[] bytes, int from, int to, String authority) {
    int path = from;
    if (bytes[from] != '/') {
      path = behindAuthority(bytes, from, to, authority);
    }
    int query = path;
    while (query < to && bytes[query] != '?') {
      query++;
    }
    checkPath(bytes, path, query);
    checkEscapes(bytes, query, to);
    return path;
  }

  private static int behindAuthority(byte[] bytes, int from, int to, String authority) {
    int scheme = from;
    while (scheme < to && bytes[scheme] != ':') {
      scheme++;
    }
    boolean known =
        Characters.equal(bytes, from, scheme, "http")
            || Characters.equal(bytes, from, scheme, "https");
    if (!known || to - scheme < 3 || bytes[scheme + 1] != '/' || bytes[scheme + 2] != '/') {
      throw new RefusedRequest(Refusal.PATH_NOT_NORMAL);
    }
    int end = scheme + 3;
    while (end < to && bytes[end] != '/' && bytes[end] != '?') {
      end++;
    }
    String named = new String(bytes, scheme + 3, end - scheme - 3, StandardCharsets.ISO_8859_1);
    if (!named.equalsIgnoreCase(authority)) {
      throw new RefusedRequest(Refusal.PATH_NOT_NORMAL);
    }
    return end;
  }

  private static void checkPath(byte[] bytes, int from, int to) {
    int segment = from;
    for (int i = from; i < to; i++) {
      byte c = bytes[i];
      if (c == '%') {
        checkEscape(bytes, i, to);
        i += 2;
      } else if (!Characters.isPath(c)) {
        throw new RefusedRequest(Refusal.PATH_NOT_NORMAL);
      } else if (c == '/') {
        if (i > from) {
          checkSegment(bytes, segment, i);
        }
        segment = i + 1;
      }
    }
    if (to > segment) {
      checkSegment(bytes, segment, to);
    }
  }

  private static void checkSegment(byte[] bytes, int from, int to) {
    int length = to - from;
    boolean dots =
        length <= 2 && length > 0 && bytes[from] == '.' && (length == 1 || bytes[from + 1] == '.');
    if (length == 0 || dots) {
      throw new RefusedRequest(Refusal.PATH_NOT_NORMAL);
    }
  }

  /** An escape stands for what could not stand there itself, and for nothing that divides paths. */
  private static void checkEscape(byte[] bytes, int at, int to) {
    int c = escaped(bytes, at, to);
    if (Characters.isUnreserved(c)
        || Characters.isControl(c)
        || c == '/'
        || c == '\\'
        || c == ';') {
      throw new RefusedRequest(Refusal.PATH_NOT_NORMAL);
    }
  }

  private static void checkEscapes(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '%') {
        escaped(bytes, i, to);
      } else if (bytes[i] == '#') {
        throw new RefusedRequest(Refusal.MALFORMED_HEAD);
      }
    }
  }

  private static int escaped(byte[] bytes, int at, int to) {
    int high = at + 2 < to ? Characters.hex(bytes[at + 1]) : -1;
    int low = at + 2 < to ? Characters.hex(bytes[at + 2]) : -1;
    if (high < 0 || low < 0) {
      throw new RefusedRequest(Refusal.MALFORMED_HEAD);
    }
    return high << 4 | low;
  }
}
