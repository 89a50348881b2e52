package shop.crm.benchmarks.fuzz.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** Bodies that are said to be JSON. */
final class JsonBodies {

  private static final Charset UTF_8 = StandardCharsets.UTF_8;
  private static final Charset LATIN = StandardCharsets.ISO_8859_1;

  private static final String CONDITION =
      "{\"conditions\":[{\"field\":\"total_spent\",\"operator\":\"gt\",\"value\":";
  private static final List<String> NUMBERS =
      List.of(
          "NaN",
          "{\"points\":NaN}",
          "{\"points\":Infinity}",
          "{\"points\":1e999999999}",
          "{\"points\":1e-999999999}",
          "{\"points\":0x10}",
          "{\"points\":01}",
          "{\"points\":+1}",
          "{\"points\":.5}",
          "{\"points\":1.}",
          "{\"points\":" + "9".repeat(1_001) + "}",
          "{\"points\":" + "9".repeat(100_000) + "}",
          CONDITION + "1e2147483647}]}",
          CONDITION + "1e-2147483648}]}",
          "{\"tenant\":1e999999999}");
  private static final List<String> ESCAPES =
      List.of(
          "\\ud800",
          "\\udc00\\ud800",
          "\\u0000",
          "\\ud83d",
          "a\\u0000b",
          "\\uFFFF",
          "\\x",
          "\\u12",
          "\\u{1F600}");
  private static final List<String> NOT_UTF_8 =
      List.of(
          "\u00FF",
          "\u00C0\u0080",
          "\u00ED\u00A0\u0080",
          "\0",
          "\u00F8\u0088\u0080\u0080",
          "\u0080");
  private static final String INSERTED = "{}[]\",:\\0 \n\r\t-eE.";
  private static final int MIB = 1 << 20;

  private JsonBodies() {}

  /** A body for an operation. */
  static FuzzBody of(Operation operation, String tenant, Dice dice) {
    JsonNode valid = ValidBodies.of(operation, tenant, dice);
    byte[] good = valid.toString().getBytes(UTF_8);
    return switch (dice.below(20)) {
      case 0 -> body("deep", deep(dice), operation);
      case 1 -> body("keys twice", twice(), operation);
      case 2 -> body("escapes", escape(dice), operation);
      case 3 -> body("not UTF-8", spliced(good, dice.any(NOT_UTF_8), 1, dice), operation);
      case 4 -> body("numbers", dice.any(NUMBERS), operation);
      case 5 -> body("no JSON", notJson(good, dice), operation);
      case 6 -> body("large", large(dice), operation);
      case 7 -> body("many elements", many(dice), operation);
      case 8 -> body("many fields", manyFields(dice), operation);
      case 9 -> body("noise", dice.bytes(dice.of(1, 10, 1_000, 60_000)), operation);
      case 10 -> body("changed bytes", changed(good, dice), operation);
      case 11 -> body("inserted", spliced(good, INSERTED, 3, dice), operation);
      case 12 -> body("white space", " ".repeat(100_000) + valid + "\n".repeat(100_000), operation);
      case 13, 14 -> body("valid", good, operation);
      default -> body("mutated", mutated(valid, dice), operation);
    };
  }

  private static FuzzBody body(String kind, byte[] bytes, Operation operation) {
    return new FuzzBody(kind, operation.mediaTypes().getFirst(), bytes);
  }

  private static FuzzBody body(String kind, String text, Operation operation) {
    return body(kind, text.getBytes(UTF_8), operation);
  }

  private static String mutated(JsonNode valid, Dice dice) {
    JsonNode value = valid;
    for (int i = dice.of(1, 1, 2, 4); i > 0; i--) {
      value = JsonMutation.of(value, dice);
    }
    return value.toString();
  }

  private static String deep(Dice dice) {
    int depth = dice.of(5, 6, 63, 64, 500, 999, 1_000, 1_001, 10_000, 100_000);
    String innermost = dice.of("1", "", "null");
    return switch (dice.below(4)) {
      case 0 -> "[".repeat(depth) + innermost + "]".repeat(depth);
      case 1 -> nested("{\"a\":", innermost, "}", depth);
      case 2 -> nested("{\"conditions\":[{\"not\":", innermost, "}]}", Math.min(depth, 10_000));
      default -> nested("[{\"all\":", innermost, "}]", depth);
    };
  }

  private static String nested(String open, String innermost, String close, int depth) {
    String text = open.repeat(depth) + innermost + close.repeat(depth);
    return text.substring(0, Math.min(MIB, text.length()));
  }

  private static String twice() {
    return "{\"id\":\"f1\",\"id\":\"f2\",\"email\":\"a@b.c\",\"email\":5,\"tags\":[\"a\"],"
        + "\"tags\":null,\"type\":\"manual\",\"type\":\"dynamic\",\"points\":1,\"points\":2}";
  }

  private static String escape(Dice dice) {
    String key = dice.of("first_name", "id", "email", "name", "reason", "x");
    return "{\"" + key + "\":\"" + OddTexts.PLANTED + dice.any(ESCAPES) + "\"}";
  }

  private static byte[] notJson(byte[] good, Dice dice) {
    String text = new String(good, UTF_8);
    return switch (dice.below(6)) {
      case 0 ->
          dice.of("", " ", "null", "[]", "{}", "\"\"", "0", "true", "<x/>", "a=b&c=d", "{a:1}")
              .getBytes(UTF_8);
      case 1 -> dice.of("//c\n{}", "{'a':1}", "{\"a\":1,}", "\u001F\b" + text).getBytes(LATIN);
      case 2 -> ("\uFEFF" + text).getBytes(UTF_8);
      case 3 ->
          text.getBytes(dice.chance(0.5) ? StandardCharsets.UTF_16 : StandardCharsets.UTF_16LE);
      case 4 -> (text + dice.of(text, "x", "{", ",")).getBytes(UTF_8);
      default -> text.substring(0, dice.below(text.length())).getBytes(UTF_8);
    };
  }

  private static String large(Dice dice) {
    int size = dice.of(MIB, MIB + 1, MIB - 20, 2 * MIB);
    String before = "{\"first_name\":\"";
    return before + "x".repeat(size - before.length() - 2) + "\"}";
  }

  private static String many(Dice dice) {
    int size = dice.of(101, 1_000, 100_000);
    return IntStream.range(0, size)
        .mapToObj(i -> "\"t" + i + "\"")
        .collect(Collectors.joining(",", "{\"tags\":[", "]}"));
  }

  private static String manyFields(Dice dice) {
    return IntStream.range(0, dice.of(101, 20_000))
        .mapToObj(i -> "\"f" + i + "\":" + i)
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static byte[] changed(byte[] good, Dice dice) {
    byte[] bytes = good.clone();
    for (int i = 1 + dice.below(5); i > 0; i--) {
      bytes[dice.below(bytes.length)] = (byte) dice.below(256);
    }
    return bytes;
  }

  /** Characters, as bytes, put in somewhere: one of them at a time, or all of them at once. */
  private static byte[] spliced(byte[] good, String characters, int most, Dice dice) {
    byte[] inserted = characters.getBytes(LATIN);
    byte[] bytes = good;
    for (int i = 1 + dice.below(most); i > 0; i--) {
      int at = dice.below(bytes.length + 1);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      if (most == 1) {
        out.writeBytes(inserted);
      } else {
        out.write(inserted[dice.below(inserted.length)]);
      }
      out.write(bytes, at, bytes.length - at);
      bytes = out.toByteArray();
    }
    return bytes;
  }
}
