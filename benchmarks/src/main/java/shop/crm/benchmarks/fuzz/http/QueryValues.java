package shop.crm.benchmarks.fuzz.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** Values of query parameters: near enough to what is wanted that they are looked into. */
final class QueryValues {

  private static final List<String> SORTS =
      List.of(
          "created_at",
          "-created_at",
          "--created_at",
          "-",
          "total_spent",
          "-loyalty_points",
          "last_order_date",
          "predicted_clv_365",
          "probability_alive",
          "CREATED_AT",
          "id;drop");
  private static final List<String> EXTREMES =
      List.of(
          "",
          "0",
          "-1",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "1e5",
          "x");

  private QueryValues() {}

  /** A value for a parameter. */
  static String of(String name, String tenant, Dice dice) {
    if (dice.chance(0.15)) {
      return OddTexts.text(dice);
    }
    return switch (name) {
      case "limit", "horizon_days" -> OddTexts.number(dice);
      case "cursor" -> cursor(tenant, dice);
      case "from", "to", "min_as_of" ->
          dice.chance(0.8) ? OddTexts.time(dice) : OddTexts.number(dice);
      case "sort" -> dice.any(SORTS);
      case "explain", "email_opt_in", "sms_opt_in", "push_opt_in" ->
          dice.of("true", "false", "TRUE", "1", "0", "", "yes", "null");
      case "customer" -> dice.any(Targets.CUSTOMERS);
      case "actor" -> dice.of("anyone", "nobody", "cli", "key:", "key:x", "oidc:~", "");
      case "route" ->
          dice.of("/api/v1/customers/{id}", "GET /api/v1/keys", "DELETE", "GET  /", "/", "%", "");
      case "without_tenant" -> dice.of("true", "false", "TRUE", "1", "");
      case "tenant" -> dice.of(tenant, "*", "", "a/b", "nobody", "x".repeat(129));
      case "granularity" -> dice.of("month", "quarter", "MONTH", "", "day");
      case "type" ->
          dice.of("customer.segment_changed", "order.created,", ",", "a,b", ",,", "earn");
      case "segment", "compare" -> dice.chance(0.7) ? dice.any(Targets.SEGMENTS) : "nope";
      case "rfm_segment" -> dice.of("Champions", "rfm-champions", "rfm-", "Can't Lose Them");
      case "include" -> dice.of("previous_segment", "previous_segment,", ",", "*");
      default -> OddTexts.text(dice);
    };
  }

  /** Cursors as the service makes them, with other contents, and what only looks like them. */
  private static String cursor(String tenant, Dice dice) {
    String kind = kind(tenant, dice);
    String value = dice.any(EXTREMES);
    String id = dice.any(Targets.CUSTOMERS);
    return switch (dice.below(8)) {
      case 0, 1 -> base64(kind + "|" + value + "|" + id);
      case 2 -> base64(String.join("|", kind, value, dice.of("0", "-1", "2147483648"), value, id));
      case 3 -> base64(kind + "|" + value + "|" + OddTexts.text(dice));
      case 4 -> Base64.getUrlEncoder().withoutPadding().encodeToString(dice.bytes(dice.below(64)));
      case 5 -> "A".repeat(dice.of(1, 5, 1_023, 1_024, 1_025, 3_000));
      case 6 -> base64("|".repeat(dice.below(40)));
      default -> base64(kind + "|" + value + "|" + id) + dice.of("=", "==", "===", "!", "+/", "\n");
    };
  }

  private static String kind(String tenant, Dice dice) {
    CRC32C crc = new CRC32C();
    crc.update((tenant + "/" + dice.any(SORTS) + "{}").getBytes(StandardCharsets.UTF_8));
    return dice.of(
        "segments",
        "members/" + tenant + "/s-man",
        "members/" + tenant + "/s-dyn",
        "members/" + tenant + "/rfm-lost",
        "orders",
        "activity",
        "ledger",
        "keys",
        "audit",
        Long.toHexString(crc.getValue()),
        "x",
        "");
  }

  /** An id to resume a stream of events from. */
  static String eventId(Dice dice) {
    byte[] id = dice.bytes(dice.of(0, 5, 23, 40, 200));
    if (id.length > 0 && dice.chance(0.7)) {
      id[0] = 1;
    }
    return dice.chance(0.8)
        ? Base64.getUrlEncoder().withoutPadding().encodeToString(id)
        : dice.of("A".repeat(3_000), "-1", "9223372036854775808", "!");
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
