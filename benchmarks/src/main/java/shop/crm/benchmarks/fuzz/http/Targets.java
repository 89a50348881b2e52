package shop.crm.benchmarks.fuzz.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** Request targets: paths with ids in them, paths that are not normal, and queries. */
final class Targets {

  /** Customers and segments that exist, so that there is something to find. */
  static final List<String> CUSTOMERS = List.of("f1", "f2", "f3", "a.b", "x@y.z", "A:B+C-D_E");

  static final List<String> SEGMENTS = List.of("s-man", "s-dyn", "rfm-champions", "rfm-lost");

  private static final Pattern NAME = Pattern.compile("\\{\\w+}");

  private static final Pattern PLAIN =
      Pattern.compile("(/(?!\\.)[\\w:@+.-]{1,128}){1,20}(\\?[\\w:@+.=&-]{0,512})?");

  private static final Set<String> UNKNOWN =
      Set.of(
          "/.git/config",
          "/actuator/env",
          "/api",
          "/api/v1",
          "/api/v2/customers",
          "/api/v1/customers:nope");

  private static final List<String> ODD_PATHS =
      List.of(
          "//",
          "/%2e%2e/",
          "/..;/",
          "/.git/config",
          "/actuator/env",
          "/api",
          "/api/v1",
          "/api/v2/customers",
          "/internal",
          "/internal/",
          "//internal//tallies?tenant=fuzz-0",
          "/%69nternal/tallies?tenant=fuzz-0",
          "/internal;a=b/tallies?tenant=fuzz-0",
          "/api/v1/customers/../../../internal/tallies?tenant=fuzz-0",
          "http://evil.example/internal/tallies?tenant=fuzz-0",
          "/internal/audit/..",
          "/metrics/../internal/tallies",
          "*",
          "",
          "http://evil/",
          "/" + "a/".repeat(1_000),
          "/" + "a".repeat(9_000),
          "/api/v1/customers?q=" + "a".repeat(20_000),
          "/%",
          "/\u00FF",
          "/api/v1/customers:",
          "/api/v1/customers:nope",
          "/api/v1/customers%3Aexport",
          "/api//v1/customers",
          "/./api/v1/./customers");

  private static final List<String> ODD_SEGMENTS =
      List.of(
          "..",
          ".",
          "%2e%2e",
          "%2E",
          "..%2f..%2f",
          "%00",
          "a%00b",
          "%",
          "%zz",
          "%c0%ae%c0%ae",
          "%ff",
          "%2f",
          "f1%2forders",
          ";",
          "f1;a=b",
          "f1;",
          ";f1",
          "f1//",
          "f1/",
          "%20",
          "f1%20",
          "%09",
          "\u00E9",
          "\u00FF\u00FE",
          "f1%0d%0aX-Injected:1",
          "<x>",
          "{id}",
          "a|b",
          "a^b",
          "`",
          "\"",
          "\\",
          "..\\..\\",
          "[x]",
          "f1?x",
          "f1#x",
          "*",
          "%2a",
          "%F0%9F%98%80",
          "%ED%A0%80");

  private static final List<String> ODD_PAIRS =
      List.of(
          "&",
          "=",
          "a",
          "a=",
          "=b",
          "a=b=c",
          "&&&",
          "%",
          "%zz=1",
          "a[]=1",
          "a=%",
          "\u00E9=\u00E9",
          "x=" + "y".repeat(3_000),
          "?",
          "q=%00",
          "limit=1;x",
          "a=b#c",
          "|=|",
          "{}",
          "\"=\"",
          "<>",
          "^",
          "`=1",
          "a+b");

  private static final List<String> BAD_ESCAPES =
      List.of("%", "%z", "%zz", "%0", "%00", "%c0%ae", "%ff", "%ed%a0%80", "%u0041", "%%", "%252e");

  private Targets() {}

  /** A path that belongs to no operation, or is not normal. */
  static String odd(Dice dice) {
    return dice.any(ODD_PATHS);
  }

  /** Whether it means a call that only other instances make, however it is spelled. */
  static boolean isOfOtherInstances(String target) {
    return target.contains("nternal") && target.contains("tallies");
  }

  /** Whether it is a path that everybody reads the same way, at which there is nothing. */
  static boolean isUnknown(String target) {
    return UNKNOWN.contains(target);
  }

  /** Whether nothing is wrong with it, as far as a server can tell before it knows who asks. */
  static boolean isPlain(String target) {
    return PLAIN.matcher(target).matches();
  }

  /**
   * A target of an operation.
   *
   * @param keys ids of keys that exist
   */
  static String of(Operation operation, String tenant, List<String> keys, Dice dice) {
    String path =
        NAME.matcher(operation.path())
            .replaceAll(
                name -> Matcher.quoteReplacement(id(known(operation, name.group(), keys), dice)));
    List<String> pairs = new ArrayList<>();
    if (!operation.query().isEmpty() && dice.chance(0.75)) {
      for (int i = dice.of(1, 1, 2, 3); i > 0; i--) {
        String name = dice.any(operation.query());
        pairs.add(name + "=" + encoded(QueryValues.of(name, tenant, dice), dice));
      }
    }
    if (dice.chance(0.12)) {
      pairs.add(dice.any(ODD_PAIRS));
    }
    return pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
  }

  /** Whether a server can tell where the target ends. */
  static boolean visible(String target) {
    return !target.isEmpty() && target.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  /** What exists of that which a name stands for. */
  private static List<String> known(Operation operation, String name, List<String> keys) {
    if (operation.path().contains("/segments/{id}") && name.equals("{id}")) {
      return SEGMENTS;
    }
    return operation.path().contains("/keys/") && !keys.isEmpty() ? keys : CUSTOMERS;
  }

  private static String id(List<String> known, Dice dice) {
    if (dice.chance(0.55)) {
      return dice.any(known);
    }
    if (dice.chance(0.15)) {
      return "n".repeat(dice.of(127, 128, 129, 130, 3_000));
    }
    return dice.chance(0.3) ? dice.any(ODD_SEGMENTS) : encoded(OddTexts.text(dice), dice);
  }

  /** Escaped, sometimes badly. */
  private static String encoded(String text, Dice dice) {
    return switch (dice.below(10)) {
      case 7 -> escaped(text) + dice.any(BAD_ESCAPES);
      case 8 -> raw(text).replace(" ", "%20");
      default -> escaped(text);
    };
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String raw(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    String bytes = new String(utf8, StandardCharsets.ISO_8859_1).replaceAll("[\\r\\n]", "");
    return bytes.substring(0, Math.min(2_000, bytes.length()));
  }
}
