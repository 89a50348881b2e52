package shop.crm.benchmarks.fuzz.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import shop.crm.benchmarks.odd.Dice;

/** Bodies for the import of customers: lines of JSON, and tables. */
final class ImportBodies {

  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final String LINES = "application/x-ndjson";
  private static final String TABLE = "text/csv";
  private static final int MIB = 1 << 20;

  private static final List<String> TABLES =
      List.of(
          "",
          "\n",
          ",",
          "\"",
          "id",
          "id\n",
          "id,id\nf1,f2\n",
          "\u00EF\u00BB\u00BFid\nf1\n",
          "\0\0\0\n\0",
          "id\n\u00FF\u00FF\n",
          "id;email\nf1;x\n",
          "nope,id\n1,f1\n",
          "id,email,tags,addresses\nf1,a@b.c,a|b,[]\nf2,\"x\ny\",|||,{\nf3,,,,,,,\n\"f4\nf5,x\n");

  private ImportBodies() {}

  /** A body. */
  static FuzzBody draw(Dice dice) {
    String good = ValidBodies.customer(dice).toString();
    return switch (dice.below(10)) {
      case 0 -> lines("lines of all kinds", mixed(good));
      case 1 -> lines("a deep line", "[".repeat(100_000) + "\n" + good);
      case 2 -> lines("a long line", "x".repeat(MIB + 5) + "\n" + good);
      case 3 -> lines("empty lines", "\r\n\r\n\t \n".repeat(2_000));
      case 4, 5 -> table("odd tables", dice.any(TABLES));
      case 6 -> table("many columns", "id," + "c,".repeat(50_000) + "x\n" + "f1,".repeat(50_000));
      case 7 -> table("an open quote", "id,first_name\nf1,\"" + "x".repeat(MIB + 100));
      case 8 -> new FuzzBody("noise", dice.of(LINES, TABLE), dice.bytes(20_000));
      default -> lines("many lines", many());
    };
  }

  private static String mixed(String good) {
    return String.join(
        "\n",
        good,
        "",
        "x",
        "null",
        "[]",
        "{}",
        "{\"id\":5}",
        "{\"id\":\"\\ud800\"}",
        "\u00FF",
        good);
  }

  private static String many() {
    return IntStream.range(0, 300)
        .mapToObj(i -> "{\"id\":\"f" + i + "\",\"tags\":\"" + "x".repeat(i) + "\"}")
        .collect(Collectors.joining("\n"));
  }

  private static FuzzBody lines(String kind, String text) {
    return new FuzzBody(kind, LINES, text.getBytes(LATIN));
  }

  private static FuzzBody table(String kind, String text) {
    return new FuzzBody(kind, TABLE, text.getBytes(LATIN));
  }
}
