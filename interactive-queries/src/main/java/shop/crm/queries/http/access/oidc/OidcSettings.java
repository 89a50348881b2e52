package shop.crm.queries.http.access.oidc;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whose tokens are taken, and what is read from them. A claim is named as it is called, or by a
 * JSON pointer where it lies deeper: {@code /realm_access/roles}.
 *
 * @param issuer who signs them, letter by letter as its tokens name it; an https address, or http
 *     on loopback
 * @param audience for whom they must be made: this service, as the issuer calls it
 * @param tenantClaim which claim names the tenant; {@code *} in it is the whole platform
 * @param scopesClaim which claim lists scopes and roles
 */
public record OidcSettings(String issuer, String audience, String tenantClaim, String scopesClaim) {

  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  /**
   * @throws IllegalArgumentException if an issuer is not to be asked at that address, or a name is
   *     empty
   */
  public OidcSettings {
    URI address = URI.create(issuer);
    if (!isTrusted(address, true) || address.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "an issuer is an https address, or http on loopback, without user, query and fragment");
    }
    if (audience.isBlank() || tenantClaim.isBlank() || scopesClaim.isBlank()) {
      throw new IllegalArgumentException("audience and names of claims are not empty");
    }
  }

  /** Where the issuer tells of itself. */
  URI discovery() {
    return URI.create(issuer.replaceFirst("/$", "") + DISCOVERY);
  }

  /**
   * Whether keys may be taken from there: never over a line that others can write on. The issuer
   * names the place in a document that was read over https, so it may be another host.
   */
  boolean mayHoldKeys(URI address) {
    return isTrusted(address, URI.create(issuer).getScheme().equalsIgnoreCase("http"));
  }

  private static boolean isTrusted(URI address, boolean loopbackIsEnough) {
    if (address.getScheme() == null || address.getHost() == null) {
      return false;
    }
    boolean plain = address.getRawUserInfo() == null && address.getRawFragment() == null;
    return plain
        && switch (address.getScheme().toLowerCase(Locale.ROOT)) {
          case "https" -> true;
          case "http" -> loopbackIsEnough && isLoopback(address.getHost());
          default -> false;
        };
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}
