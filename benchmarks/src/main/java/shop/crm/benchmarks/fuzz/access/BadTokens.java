package shop.crm.benchmarks.fuzz.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** What looks like a token of an issuer, and is signed by none. */
final class BadTokens {

  private static final List<String> HEADERS =
      List.of(
          "{\"alg\":\"none\"}",
          "{\"alg\":\"nOnE\",\"typ\":\"JWT\"}",
          "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
          "{\"alg\":\"HS256\",\"kid\":\"one\"}",
          "{\"alg\":\"RS256\",\"kid\":\"../../dev/null\"}",
          "{\"alg\":\"ES256\",\"alg\":\"none\"}",
          "{\"alg\":\"ES256\",\"jku\":\"http://127.0.0.1:1/" + OddTexts.PLANTED + "\"}",
          "{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}",
          "{\"alg\":null}",
          "{\"alg\":[\"RS256\"]}",
          "{}",
          "[]",
          "\"RS256\"",
          "{\"alg\":\"RS256\"",
          "");

  private BadTokens() {}

  static String draw(String tenant, Dice dice) {
    if (dice.chance(0.15)) {
      return dice.of("a.b.c", "..", ".", "a.b", "a.b.c.d.e", "eyJhbGciOiJub25lIn0..", "e30.e30.");
    }
    String signature = dice.of("", "AAAA", "A".repeat(86), "A".repeat(342), "=", "a+b/");
    return base64(dice.any(HEADERS)) + "." + base64(claims(tenant, dice)) + "." + signature;
  }

  private static String claims(String tenant, Dice dice) {
    String good =
        "\"iss\":\"https://issuer.example\",\"aud\":\"crm\",\"exp\":9999999999,\"sub\":\""
            + OddTexts.PLANTED
            + "\",\"scope\":\"admin role:admin\"";
    return switch (dice.below(6)) {
      case 0 -> "{" + good + ",\"tenant\":\"" + tenant + "\",\"tenant\":\"*\"}";
      case 1 -> "{" + good + ",\"sub\":\"other\",\"tenant\":\"" + tenant + "\"}";
      case 2 -> "{" + good + ",\"tenant\":\"*\",\"x\":\"" + "x".repeat(14_000) + "\"}";
      case 3 -> "{" + good + ",\"exp\":1e400,\"nbf\":-1,\"tenant\":[\"*\"]}";
      case 4 -> "[".repeat(dice.of(10, 5_000));
      default -> "{" + good + ",\"tenant\":\"" + tenant + "\"}";
    };
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
