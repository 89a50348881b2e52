package shop.crm.benchmarks.fuzz.http;

import java.util.List;
import shop.crm.benchmarks.odd.Dice;

/**
 * A header that is not what it should be.
 *
 * @param text one or more lines, without the end of the last
 * @param framing what it makes of the request's end
 */
record OddHeader(String text, Framing framing) {

  private static final String TWO_TENANTS = "X-Tenant-ID: fuzz-1\r\nX-Tenant-ID: fuzz-2";

  /** Nothing that the service sends. */
  private static final String UNKNOWN_TYPE = "Accept: image/png";

  private static final List<OddHeader> PLAIN =
      whole(
          "X-Tenant-ID: ",
          "X-Tenant-ID: a b",
          "X-Tenant-ID: a,b",
          "X-Tenant-ID: " + "a".repeat(129),
          "X-Tenant-ID: ..",
          "X-Tenant-ID: a/b",
          "X-Tenant-ID: fuzz-0;x",
          "X-Tenant-ID: \"fuzz-0\"",
          "X-Tenant-ID: *",
          TWO_TENANTS,
          "If-Match: *",
          "If-Match: ",
          "If-Match: \"",
          "If-Match: W/\"1\"",
          "If-Match: 1",
          "If-Match: \"1\",",
          "If-Match: \"1\" \"2\"",
          "If-Match: \"1\"\r\nIf-Match: \"2\"",
          "If-Match: " + "x".repeat(5_000),
          "Idempotency-Key: ",
          "Idempotency-Key: k",
          "Idempotency-Key: " + "x".repeat(256),
          "Idempotency-Key: " + "x".repeat(4_000),
          "Idempotency-Key: a\r\nIdempotency-Key: b",
          UNKNOWN_TYPE,
          "Accept: ",
          "Accept: text/csv;q=2",
          "Accept: text/csv;q=-1",
          "Accept: */*;q=",
          "Accept: /",
          "Accept: a/b/c",
          "Accept: ;;;",
          "Accept: " + "text/csv,".repeat(500),
          "Accept: application/json;q=0",
          "Accept: text/csv; charset=\"",
          "Content-Type: ",
          "Content-Type: /",
          "Content-Type: application/json; charset=\"",
          "Content-Type: application/json; charset=utf-16",
          "Content-Type: application/json; charset=nope",
          "Content-Type: application/json;;;=",
          "Content-Type: APPLICATION/JSON",
          "Content-Type: application/json, text/plain",
          "Content-Type: text/plain",
          "Content-Type: multipart/form-data; boundary=",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Type: " + "x".repeat(3_000),
          "Content-Encoding: gzip",
          "Content-Encoding: gzip, gzip",
          "Connection: close, keep-alive",
          "Connection: Host",
          "Connection: x",
          "X-Crm-Hop: 1",
          "X-Forwarded-Host: evil\r\nForwarded: for=x",
          "Range: bytes=0-1,5-",
          "X-HTTP-Method-Override: DELETE",
          "Origin: http://evil\r\nAccess-Control-Request-Method: PUT",
          "Cookie: " + "a=b; ".repeat(500),
          "Traceparent: 00-0-0-0",
          "If-None-Match: \"1\"",
          "If-Modified-Since: x");

  private static final List<OddHeader> UNCLEAR =
      doubtful(
          "Expect: 100-continue",
          "Expect: 200-ok",
          "Connection: close",
          "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
          "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x",
          "X-Tenant-ID: \u00E9",
          "X-Tenant-ID: a\u0001b",
          "If-Match: \"\u007F\"",
          "Idempotency-Key: \u0001",
          "Content-Type: application/json\0",
          "Content-Type: \u00FF\u00FF",
          "bad header",
          ": x",
          "a b: c",
          "X\0: 1",
          "X: \0",
          "X-\u00E9: 1",
          "X: a\r\n b",
          " X: y",
          "X: y\rZ: a",
          "X".repeat(5_000) + ": 1",
          "X: " + "y".repeat(17_000),
          "X: y\r\n".repeat(299) + "X: y",
          "Host: other",
          "Host: a b");

  private static List<OddHeader> whole(String... texts) {
    return List.of(texts).stream().map(text -> new OddHeader(text, Framing.WHOLE)).toList();
  }

  private static List<OddHeader> doubtful(String... texts) {
    return List.of(texts).stream().map(text -> new OddHeader(text, Framing.DOUBTFUL)).toList();
  }

  static OddHeader draw(Dice dice) {
    if (dice.chance(0.06)) {
      return new OddHeader("Last-Event-ID: " + QueryValues.eventId(dice), Framing.WHOLE);
    }
    return dice.chance(0.7) ? dice.any(PLAIN) : dice.any(UNCLEAR);
  }

  /** For the report: the name of the first header. */
  String category() {
    if (text.equals(TWO_TENANTS)) {
      return FuzzRequest.TWO_TENANTS;
    }
    String name = text.substring(0, Math.max(0, text.indexOf(':'))).strip();
    return "header: " + (name.isEmpty() || name.length() > 20 ? "odd" : name);
  }

  /** Whether it wants an answer that there is not. */
  boolean wantsUnknownType() {
    return text.equals(UNKNOWN_TYPE);
  }

  /** Whether it takes the place of another header of its name. */
  boolean replaces(String header) {
    return header.startsWith(text.substring(0, text.indexOf(':') + 1)) && text.indexOf(':') > 0;
  }
}
