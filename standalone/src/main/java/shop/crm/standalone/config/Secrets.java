package shop.crm.standalone.config;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows an address without what it takes to log in. */
public final class Secrets {

  /** Greedy up to the last {@code @}: a password that is not encoded may hold any character. */
  private static final Pattern USER_INFO = Pattern.compile("^([^:@/]+://)?(.*)@", Pattern.DOTALL);

  private Secrets() {}

  /** An address that can be used, but without password and query. */
  public static String withoutPassword(URI address) {
    return hide(address.toString()).replace(":***@", "@");
  }

  /**
   * The text with user, host and path, but with stars for a password and without query; it may not
   * even be an address.
   */
  static String hide(String address) {
    Matcher matcher = USER_INFO.matcher(address);
    String safe = address;
    if (matcher.find()) {
      String scheme = matcher.group(1) == null ? "" : matcher.group(1);
      String[] userAndPassword = matcher.group(2).split(":", 2);
      String user = userAndPassword.length == 2 ? userAndPassword[0] : "***";
      safe = scheme + user + ":***@" + address.substring(matcher.end());
    }
    int query = safe.indexOf('?');
    return query < 0 ? safe : safe.substring(0, query);
  }
}
