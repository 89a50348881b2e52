package shop.crm.benchmarks.odd;

import java.util.List;

/** Texts that somebody will treat as something else than text. */
public final class OddTexts {

  /**
   * Stands in values that are sent, and nowhere else: where it turns up in a log, values turn up.
   */
  public static final String PLANTED = "planted.by.fuzz";

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\t",
          "a".repeat(128),
          "a".repeat(129),
          "абв",
          "café",
          "\uD83D\uDE00",
          "a/b",
          "a\\b",
          "..",
          ".",
          "a%b",
          "a?b",
          "a#b",
          "'; DROP TABLE customers; --",
          "\" OR 1=1 --",
          "${jndi:ldap://127.0.0.1/" + PLANTED + "}",
          "{{7*7}}",
          "<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "a\r\nX-Injected: 1",
          PLANTED + "\nb",
          "a\0b",
          PLANTED + "\u001B[2J",
          "\uFEFF",
          "\u2028",
          "\uD800",
          "\uDFFF",
          "NaN",
          "Infinity",
          "-0",
          "null",
          "true",
          "0x10",
          "1e5",
          "%s%n%x",
          "../../../../etc/passwd",
          "file:///etc/passwd",
          "\u0130",
          "ß",
          "\u202E",
          PLANTED + "@example.org");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "500",
          "501",
          "2147483647",
          "2147483648",
          "-2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "1e5",
          "1.5",
          "NaN",
          "Infinity",
          "-Infinity",
          "0x1F",
          "١٢",
          "１",
          "+1",
          " 1",
          "1 ",
          "",
          "1,2",
          "9".repeat(400),
          "1e999999",
          "-0",
          "00001",
          "1_000");

  private static final List<String> TIMES =
      List.of(
          "2026-01-01",
          "2026-02-30",
          "0000-00-00",
          "9999-12-31",
          "-0001-01-01",
          "+10000-01-01",
          "2026-1-1",
          "2026-01",
          "2026-13",
          "0001-01",
          "9999-12",
          "0000-01",
          "-999999999-01",
          "+999999999-12",
          "2026-01-01T00:00:00Z",
          "0000-01-01T00:00:00Z",
          "9999-12-31T23:59:59.999999999Z",
          "+1000000000-12-31T23:59:59.999999999Z",
          "2026-01-01T24:00:00Z",
          "2026-01-01T00:00:60Z",
          "2026-01-01T00:00:00+99:99",
          "1970-01-01T00:00:00Z",
          "2026-01-01T00:00:00.0000000001Z",
          "2026-W01",
          "-30d",
          "-999999d",
          "-1h",
          "today",
          "",
          "١٢٣٤-١٢-١٢");

  private OddTexts() {}

  /** A text. */
  public static String text(Dice dice) {
    if (dice.chance(0.1)) {
      return oversized(dice);
    }
    return dice.chance(0.1) ? noise(dice) : dice.any(TEXTS);
  }

  /** A text where a number is wanted. */
  public static String number(Dice dice) {
    return dice.any(NUMBERS);
  }

  /** A text where a time, a date or a month is wanted. */
  public static String time(Dice dice) {
    return dice.any(TIMES);
  }

  private static String oversized(Dice dice) {
    String piece = dice.of("x", "ж", "\uD83D\uDE00", "\u202E", "'", "\\");
    return piece.repeat(dice.of(129, 257, 1_025, 5_000));
  }

  private static String noise(Dice dice) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + dice.below(20); i > 0; i--) {
      int point = dice.chance(0.5) ? 1 + dice.below(127) : 128 + dice.below(0xD800 - 128);
      text.appendCodePoint(point);
    }
    return text.toString();
  }
}
