package shop.crm.benchmarks.fuzz.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** Requests whose end is told wrongly, twice, or not at all. */
final class Framings {

  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

  /** Would be answered if somebody took it for a request of its own. */
  private static final String SMUGGLED =
      "0\r\n\r\nGET /internal/tallies?tenant=fuzz-0 HTTP/1.1\r\nHost: x\r\n\r\n";

  private static final List<String> BAD_LENGTHS =
      List.of(
          "-1",
          "+5",
          "0x10",
          "1e3",
          "99999999999999999999",
          "5, 6",
          "5 6",
          "",
          "\u00B2",
          "1.0",
          "5\u000B");
  private static final List<String> BAD_CHUNKS =
      List.of(
          "zz\r\n",
          "-1\r\nx\r\n",
          "ffffffffffffffff\r\nx\r\n",
          "\r\n",
          "0x5\r\nhello\r\n",
          "+5\r\nhello\r\n",
          "5\r\nhelloXX0\r\n\r\n",
          "2\r\n{}XX0\r\n\r\n",
          "{\"email\":\"" + OddTexts.PLANTED + "\"}\u001B[2J\r\n0\r\n\r\n",
          "\u00B2\r\nx");
  private static final List<String> ODD_CODINGS =
      List.of(
          "Transfer-Encoding: identity\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Transfer-Encoding: chunked, chunked\r\n",
          "Transfer-Encoding: xchunked\r\n",
          "Transfer-Encoding : chunked\r\n",
          "Transfer-Encoding: chunked\u000B\r\n",
          "Transfer-Encoding:\r\n chunked\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n");
  private static final List<String> NOT_HTTP =
      List.of(
          "PRI * HTTP/2.0\r\n\r\nSN\r\n\r\n\0\0\0\4\0\0\0\0\0",
          "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00FC\u0003\u0003",
          "\0".repeat(100),
          "AMQP\0\0\u0009\u0001",
          " ",
          "G\u00E9T / HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.1\r\n" + "A".repeat(100_000),
          "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n",
          "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n");
  private static final List<String> VERSIONS =
      List.of(
          " HTTP/1.0",
          " HTTP/0.9",
          " HTTP/2.0",
          " HTTP/9.9",
          " HTTP/1.1.1",
          " http/1.1",
          "",
          " ",
          " HTTP/1.1 x",
          "  HTTP/1.1");

  private Framings() {}

  /** All bytes of a request, and how clear its end is. */
  record Framed(String kind, Framing framing, byte[] bytes) {}

  /**
   * A request.
   *
   * @param head its line and headers, without those that tell a length, and without the empty line
   * @param payload its body as it would be
   */
  static Framed of(String head, byte[] payload, Dice dice) {
    return switch (dice.below(7)) {
      case 0, 1 -> ofLength(head, payload, dice);
      case 2, 3 -> ofChunks(head, payload, dice);
      case 4 -> smuggling(head, dice);
      case 5 -> cut(head, payload, dice);
      default -> ofHead(head, payload, dice);
    };
  }

  private static Framed ofLength(String head, byte[] payload, Dice dice) {
    int n = payload.length;
    return switch (dice.below(7)) {
      case 0 ->
          framed("length malformed", Framing.BROKEN, length(head, dice.any(BAD_LENGTHS)), payload);
      case 1 ->
          framed(
              "length twice", Framing.BROKEN, length(lengthLine(head, n), "" + (n + 5)), payload);
      case 2 ->
          framed(
              "length twice the same",
              Framing.DOUBTFUL,
              length(lengthLine(head, n), "" + n),
              payload);
      case 3 -> framed("length huge", Framing.CUT, length(head, "99999999999"), payload);
      case 4 ->
          framed(
              "length before a colon",
              Framing.BROKEN,
              head + "Content-Length : " + n + "\r\n\r\n",
              payload);
      case 5 ->
          framed(
              "garbage behind", Framing.TRAILED, length(head, "" + n), joined(payload, "}{\"x\0"));
      default ->
          framed(
              "length and chunks",
              Framing.BROKEN,
              length(head + CHUNKED, "" + n),
              chunk(payload, "0\r\n\r\n"));
    };
  }

  private static Framed ofChunks(String head, byte[] payload, Dice dice) {
    String chunked = head + CHUNKED + "\r\n";
    return switch (dice.below(6)) {
      case 0 ->
          framed("chunk malformed", Framing.BROKEN, chunked + dice.any(BAD_CHUNKS), new byte[0]);
      case 1 -> {
        String extension = "1;" + "e".repeat(dice.of(5_000, 100_000));
        yield framed(
            "long chunk extension", Framing.DOUBTFUL, chunked + extension + "\r\nx\r\n0\r\n\r\n");
      }
      case 2 -> {
        String trailer =
            dice.of(
                "X: y", "bad", "Content-Length: 5", "X-Tenant-ID: b", "X: " + "y".repeat(20_000));
        yield framed(
            "trailers", Framing.DOUBTFUL, chunked, chunk(payload, "0\r\n" + trailer + "\r\n\r\n"));
      }
      case 3 ->
          framed(
              "transfer coding",
              Framing.BROKEN,
              head + dice.any(ODD_CODINGS) + "\r\n",
              chunk(payload, "0\r\n\r\n"));
      case 4 ->
          framed("many chunks", Framing.WHOLE, chunked + "1\r\nx\r\n".repeat(20_000) + "0\r\n\r\n");
      default -> framed("bare line feeds", Framing.BROKEN, chunked + "5\nhello\n0\n\n");
    };
  }

  /** One request by the book, with another in its body that must not come alive. */
  private static Framed smuggling(String head, Dice dice) {
    String size = Integer.toHexString(SMUGGLED.length());
    String extension = dice.of(";x=y", ";x", ";x=\"y\"", ";" + "x".repeat(200), " ;x");
    return framed(
        "smuggling",
        Framing.DOUBTFUL,
        head + CHUNKED + "\r\n" + size + extension + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n");
  }

  private static Framed cut(String head, byte[] payload, Dice dice) {
    int n = payload.length;
    return switch (dice.below(5)) {
      case 0 -> framed("head cut off", Framing.CUT, head.substring(0, dice.below(head.length())));
      case 1 -> framed("body cut off", Framing.CUT, length(head, "" + (n + 100)), payload);
      case 2 -> framed("body missing", Framing.CUT, length(head, "10"));
      case 3 ->
          framed("last chunk missing", Framing.CUT, head + CHUNKED + "\r\n", chunk(payload, ""));
      default -> {
        byte[] chunk = chunk(payload, "");
        int some = dice.below(Math.min(chunk.length, 4_000));
        String part = new String(chunk, 0, some, LATIN);
        yield framed("chunk cut off", Framing.CUT, head + CHUNKED + "\r\n" + part);
      }
    };
  }

  private static Framed ofHead(String head, byte[] payload, Dice dice) {
    String whole = length(head, "" + payload.length);
    return switch (dice.below(6)) {
      case 0 -> framed("not HTTP", Framing.BROKEN, dice.any(NOT_HTTP));
      case 1 ->
          framed(
              "version", Framing.DOUBTFUL, whole.replace(" HTTP/1.1", dice.any(VERSIONS)), payload);
      case 2 -> framed("line feeds", Framing.DOUBTFUL, whole.replace("\r\n", "\n"), payload);
      case 3 -> framed("empty lines before", Framing.DOUBTFUL, "\r\n\r\n" + whole, payload);
      case 4 ->
          framed("no host", Framing.DOUBTFUL, whole.replaceFirst("Host: [^\r]*\r\n", ""), payload);
      default ->
          framed("no length", Framing.TRAILED, head + "\r\n", joined(new byte[0], "}{\"x\0"));
    };
  }

  private static String length(String head, String length) {
    return head + "Content-Length: " + length + "\r\n\r\n";
  }

  private static String lengthLine(String head, int length) {
    return head + "Content-Length: " + length + "\r\n";
  }

  private static byte[] chunk(byte[] payload, String end) {
    byte[] content = payload.length == 0 ? new byte[] {'x'} : payload;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(LATIN));
    out.writeBytes(content);
    out.writeBytes(("\r\n" + end).getBytes(LATIN));
    return out.toByteArray();
  }

  private static byte[] joined(byte[] first, String second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second.getBytes(LATIN));
    return out.toByteArray();
  }

  private static Framed framed(String kind, Framing framing, String text) {
    return new Framed(kind, framing, text.getBytes(LATIN));
  }

  private static Framed framed(String kind, Framing framing, String head, byte[] rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(LATIN));
    out.writeBytes(rest);
    return new Framed(kind, framing, out.toByteArray());
  }
}
