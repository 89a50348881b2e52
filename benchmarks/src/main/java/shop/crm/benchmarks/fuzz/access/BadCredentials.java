package shop.crm.benchmarks.fuzz.access;

import java.util.List;
import java.util.Set;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** Values of {@code Authorization} that let nobody in, whoever there is. */
final class BadCredentials {

  private static final Set<Integer> NOT_KNOWN = Set.of(401);
  private static final Set<Integer> MALFORMED = Set.of(400, 401);
  private static final Set<Integer> TOO_LARGE = Set.of(431);

  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final String LETTERS = DIGITS + "ABCDEFGHJKMNPQRSTVWXYZ";

  private static final List<String> VALUES =
      List.of(
          "",
          "Bearer",
          "Bearer  ",
          "Bearer ,",
          "Bearer: x",
          "Bearer a b",
          "Bearer \"x\"",
          "Bearer {}",
          "Bearer null",
          "Bearer " + OddTexts.PLANTED,
          "Bearer ${jndi:ldap://127.0.0.1/" + OddTexts.PLANTED + "}",
          "Bearer crm_",
          "Bearer crm__",
          "Bearer crm_" + OddTexts.PLANTED + "_" + OddTexts.PLANTED,
          "Bearer CRM_0123456789abcdef_" + "A".repeat(43),
          "Bearer crm_0123456789abcde_" + "A".repeat(43),
          "Bearer crm_0123456789abcdef_" + "A".repeat(42),
          "Bearer crm_0123456789abcdef_" + "A".repeat(129),
          "Bearer crm_0123456789abcdef_" + "A".repeat(42) + "=",
          "Bearer %63rm_0123456789abcdef_" + "A".repeat(43),
          "Bearer " + "=".repeat(43),
          "Bearer Y3Jt!!!!",
          "Bearer ../../etc/passwd",
          "Bearer x, Bearer y",
          "Basic dXNlcjpwYXNz",
          "Basic !!!!",
          "Basic " + OddTexts.PLANTED,
          "Digest username=\"" + OddTexts.PLANTED + "\", nonce=\"",
          "Negotiate YIIx",
          "Token " + OddTexts.PLANTED,
          "crm_0123456789abcdef_" + "A".repeat(43),
          "Crm-Signature 1 2 3",
          "Bearer,x y");

  private static final List<String> ODD_BYTES =
      List.of(
          "Bearer a\u0001b",
          "Bearer \0",
          "Bearer \u007F",
          "Bearer \u00E9",
          "Bearer a\u001B[2Jb",
          "Bearer a\tb",
          "\u00FF\u00FE x",
          "Bearer a\rb",
          "Bearer a\r\n b");

  private BadCredentials() {}

  /** One of them, on a line. */
  static Bearing draw(String tenant, Dice dice) {
    return switch (dice.below(20)) {
      case 0, 1 -> of("odd bytes", MALFORMED, false, tenant, dice.any(ODD_BYTES));
      case 2 -> {
        String twice = "Bearer " + unknown(dice) + "\r\nAuthorization: Bearer " + unknown(dice);
        yield of("two credentials", NOT_KNOWN, true, tenant, twice);
      }
      case 3, 4 -> of("20 KB", NOT_KNOWN, true, tenant, large(dice, 20_000));
      case 5 -> of("30 KB", TOO_LARGE, false, tenant, large(dice, 30_000));
      case 6, 7, 8 -> of("unknown key", NOT_KNOWN, true, tenant, "Bearer " + unknown(dice));
      case 9, 10, 11, 12 ->
          of("token", NOT_KNOWN, true, tenant, "Bearer " + BadTokens.draw(tenant, dice));
      default -> of("malformed credential", NOT_KNOWN, true, tenant, dice.any(VALUES));
    };
  }

  private static Bearing of(
      String kind, Set<Integer> expected, boolean clear, String tenant, String value) {
    List<String> lines = List.of(Bearing.tenant(tenant), "Authorization: " + value);
    return new Bearing(kind, lines, expected, clear);
  }

  private static String large(Dice dice, int length) {
    return dice.of("Bearer ", "Bearer crm_", "Basic ", "") + "x".repeat(length);
  }

  /** In the form of a key, which nobody has. */
  static String unknown(Dice dice) {
    return "crm_" + characters(DIGITS, 16, dice) + "_" + characters(LETTERS, 43, dice);
  }

  private static String characters(String of, int length, Dice dice) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(of.charAt(dice.below(of.length())));
    }
    return text.toString();
  }
}
