package shop.crm.benchmarks.fuzz.amqp;

import java.util.List;
import java.util.Map;

/** JSON literals that must not stand where they are put. */
final class BadValues {

  static final List<String> IDS =
      List.of(
          "\"" + "a".repeat(129) + "\"",
          "\"a/b\"",
          "\"a b\"",
          "\"ж\"",
          "\"\uD83D\uDE00\"",
          "\"\\u0000\"",
          "\"a\\nb\"",
          "99999999999999999999",
          "true",
          "[]",
          "{}",
          "1.5");

  static final List<String> MONEY =
      List.of(
          "\"-1\"",
          "\"1e5\"",
          "\"1,00\"",
          "\"1.005\"",
          "\"NaN\"",
          "\"+1\"",
          "\"0x1\"",
          "\"99999999999999\"",
          "-1",
          "1e308",
          "1.001",
          "1e999999999",
          "9".repeat(2_000),
          "NaN",
          "Infinity",
          "true",
          "[]",
          "{}",
          "\"1.\"",
          "\".5\"",
          "\"١\"");

  /** Of the envelope of a CloudEvent, by field. */
  static final Map<String, List<String>> ENVELOPE =
      Map.of(
          "specversion", List.of("\"0.3\"", "1", "[]", "{}"),
          "type", List.of("\"x\"", "\"order.created \"", "\"ORDER.CREATED\"", "5", "[]"),
          "id", List.of("\"" + "x".repeat(513) + "\"", "5", "[]", "{}", "\"\\ud800\""),
          "source", List.of("5", "[]"),
          "data", List.of("\"x\"", "5", "[]", "[{}]", "true"),
          "subject", List.of("\"other\"", "5"),
          "tenantid", List.of("\"a/b\"", "5", "[]", "\"" + "x".repeat(129) + "\""),
          "time",
              List.of(
                  "\"x\"",
                  "5",
                  "\"2026-02-30T00:00:00Z\"",
                  "\"2026-01-01\"",
                  "\"1969-12-31T23:59:59Z\"",
                  "\"9999-12-31T23:59:59Z\"",
                  "\"2026-01-01T00:00:00\"",
                  "\"+1000000000-01-01T00:00:00Z\"",
                  "[]",
                  "{}"));

  /** Of an order's lines: what can be read of them counts. */
  static final List<String> ITEMS =
      List.of(
          "\"x\"",
          "5",
          "{}",
          "[1]",
          "[null]",
          "[[]]",
          "[{}]",
          "[{\"sku\":null}]",
          "[{\"sku\":\"s\",\"quantity\":-1}]",
          "[{\"sku\":\"s\",\"quantity\":1.5}]",
          "[{\"sku\":\"s\",\"quantity\":1e10}]",
          "[{\"sku\":\"s\",\"unit_price\":\"1.0000001\"}]",
          "[{\"sku\":\"s\",\"unit_price\":1e300}]",
          "[{\"sku\":\"" + "s".repeat(4_097) + "\"}]",
          "[{\"sku\":\"\\ud800\"}]",
          "[" + "{\"sku\":\"s\"},".repeat(10_000) + "{\"sku\":\"s\"}]");

  /** Of a profile, by field: what breaks a rule is left out. */
  static final Map<String, List<String>> PROFILE =
      Map.of(
          "tags",
              List.of(
                  "\"x\"",
                  "[1]",
                  "[" + "\"t\",".repeat(1_000) + "\"t\"]",
                  "[\"\\u0000\"]",
                  "[\"" + "x".repeat(4_097) + "\"]"),
          "addresses",
              List.of(
                  "{}",
                  "[1]",
                  "[{\"country\":\"ua\"}]",
                  "[{\"type\":\"x\"}]",
                  "[{\"is_default\":\"x\"}]",
                  "[" + "{},".repeat(100) + "{}]",
                  "[{\"city\":5}]"),
          "date_of_birth", List.of("\"x\"", "\"2026-02-30\"", "5"),
          "email", List.of("5", "\"\\u0000\"", "\"" + "x".repeat(4_097) + "\""),
          "first_name", List.of("\"\\udfff\"", "{}"),
          "email_opt_in", List.of("\"yes\"", "1"),
          "phone", List.of("[]", "\"\\u001b[2J\""));

  /** Bodies that are no JSON object. */
  static final List<String> NO_OBJECTS =
      List.of(
          "",
          " ",
          "null",
          "[]",
          "5",
          "\"x\"",
          "{",
          "}",
          "{}x",
          "\u00FF\u00FE",
          "\0",
          "<x/>",
          "a=b",
          "{'a':1}",
          "\u00EF\u00BB\u00BF",
          "{\"specversion\":\"1.0\"",
          "NaN",
          "//",
          "\u001F\b\0",
          "[".repeat(10_000),
          "{\"data\":".repeat(10_000));

  private BadValues() {}
}
