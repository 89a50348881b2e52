package shop.crm.queries.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads the head of one request as strictly as RFC 9112 allows: whatever two readers could
 * understand in two ways is refused.
 */
final class RequestHead {

  /** {@link #bodyLength()} of a body that comes in chunks. */
  static final long CHUNKED = -1;

  private static final int MAX_METHOD = 32;
  private static final int MAX_FIELDS = 100;
  private static final int MAX_LENGTH_DIGITS = 18;
  private static final byte[] VERSION = ascii("HTTP/1.1");
  private static final byte[] OLD_VERSION = ascii("HTTP/1.0");
  private static final byte[] HEAD = ascii("HEAD");
  private static final byte[] END_OF_LINE = ascii("\r\n");

  /** Those that mean something else if a second one stands there. */
  private static final List<String> ONCE =
      List.of("x-tenant-id", "idempotency-key", "if-match", "content-type", "last-event-id");

  private record Field(int from, int to) {}

  private final byte[] bytes;
  private final int from;
  private final int to;

  private int fields;
  private int targetFrom;
  private int targetTo;
  private boolean old;
  private boolean headOnly;
  private boolean last;
  private String host = "";
  private int hosts;
  private boolean chunked;
  private boolean measured;
  private long length;
  private final BitSet seen = new BitSet();

  /** Those that one of HTTP/1.0 is passed on without. */
  private final List<Field> dropped = new ArrayList<>(1);

  private int path;

  private RequestHead(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /**
   * Reads a head.
   *
   * @param from where it begins
   * @param to behind the empty line that ends it; every line ends in CR LF
   * @throws RefusedRequest where it is none
   */
  static RequestHead read(byte[] bytes, int from, int to) {
    RequestHead head = new RequestHead(bytes, from, to);
    int line = head.requestLine();
    while (line < to - 2) {
      line = head.field(line);
    }
    head.checkTogether();
    return head;
  }

  private static RefusedRequest malformed() {
    return new RefusedRequest(Refusal.MALFORMED_HEAD);
  }

  /** Where the next line begins. */
  private int requestLine() {
    int end = endOfLine(from);
    int method = from;
    // Methods differ by case, and none that anybody knows has small letters.
    while (method < end && Characters.isToken(bytes[method]) && !isSmall(bytes[method])) {
      method++;
    }
    headOnly = is(HEAD, from, method);
    if (method == from || method - from > MAX_METHOD || bytes[method] != ' ') {
      throw malformed();
    }
    targetFrom = method + 1;
    targetTo = targetFrom;
    while (targetTo < end && bytes[targetTo] > ' ') {
      targetTo++;
    }
    if (targetTo == targetFrom || bytes[targetTo] != ' ') {
      throw malformed();
    }
    if (targetTo - targetFrom > RequestFraming.MAX_TARGET) {
      throw new RefusedRequest(Refusal.URI_TOO_LONG);
    }
    old = is(OLD_VERSION, targetTo + 1, end);
    if (!old && !is(VERSION, targetTo + 1, end)) {
      throw malformed();
    }
    return end + END_OF_LINE.length;
  }

  private static boolean isSmall(byte c) {
    return c >= 'a' && c <= 'z';
  }

  private boolean is(byte[] expected, int begin, int end) {
    return Arrays.equals(bytes, begin, end, expected, 0, expected.length);
  }

  private int endOfLine(int begin) {
    int end = begin;
    while (bytes[end] != '\r') {
      end++;
    }
    if (bytes[end + 1] != '\n') {
      throw malformed();
    }
    return end;
  }

  /** A line that begins with a blank would go on with the field before it: no token begins so. */
  private int field(int line) {
    int end = endOfLine(line);
    int colon = line;
    while (colon < end && Characters.isToken(bytes[colon])) {
      colon++;
    }
    if (colon == line || bytes[colon] != ':') {
      throw malformed();
    }
    if (++fields > MAX_FIELDS) {
      throw new RefusedRequest(Refusal.HEAD_TOO_LARGE);
    }
    int begin = colon + 1;
    int stop = end;
    while (begin < stop && Characters.isBlank(bytes[begin])) {
      begin++;
    }
    while (stop > begin && Characters.isBlank(bytes[stop - 1])) {
      stop--;
    }
    interpret(line, colon, begin, stop, end + END_OF_LINE.length);
    return end + END_OF_LINE.length;
  }

  private void interpret(int line, int colon, int begin, int stop, int next) {
    switch (colon - line) {
      case 4 -> {
        if (Characters.equal(bytes, line, colon, "host")) {
          hosts++;
          host = new String(bytes, begin, stop - begin, StandardCharsets.ISO_8859_1);
        }
      }
      case 6 -> {
        if (Characters.equal(bytes, line, colon, "expect")) {
          // An older caller does not wait for leave, and would take it for the answer.
          dropped.add(new Field(line, next));
        }
      }
      case 10 -> {
        if (Characters.equal(bytes, line, colon, "connection")) {
          dropped.add(new Field(line, next));
          last |= hasToken(begin, stop, "close");
        }
      }
      case 14 -> {
        if (Characters.equal(bytes, line, colon, "content-length")) {
          contentLength(begin, stop);
        }
      }
      case 17 -> {
        if (Characters.equal(bytes, line, colon, "transfer-encoding")) {
          if (chunked || !Characters.equal(bytes, begin, stop, "chunked")) {
            throw malformed();
          }
          chunked = true;
        }
      }
      default -> once(line, colon);
    }
  }

  /** Whether a list has an element, whatever its case. */
  private boolean hasToken(int begin, int stop, String token) {
    int element = begin;
    while (element < stop) {
      int comma = element;
      while (comma < stop && bytes[comma] != ',') {
        comma++;
      }
      int end = comma;
      while (end > element && Characters.isBlank(bytes[end - 1])) {
        end--;
      }
      while (element < end && Characters.isBlank(bytes[element])) {
        element++;
      }
      if (Characters.equal(bytes, element, end, token)) {
        return true;
      }
      element = comma + 1;
    }
    return false;
  }

  private void once(int line, int colon) {
    for (int i = 0; i < ONCE.size(); i++) {
      if (Characters.equal(bytes, line, colon, ONCE.get(i))) {
        if (seen.get(i)) {
          throw new RefusedRequest(Refusal.REPEATED_HEADER);
        }
        seen.set(i);
      }
    }
  }

  private void contentLength(int begin, int stop) {
    if (measured || begin == stop || stop - begin > MAX_LENGTH_DIGITS) {
      throw malformed();
    }
    measured = true;
    for (int i = begin; i < stop; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        throw malformed();
      }
      length = length * 10 + bytes[i] - '0';
    }
  }

  private void checkTogether() {
    if (chunked && (measured || old) || hosts > 1 || hosts == 0 && !old) {
      throw malformed();
    }
    boolean asterisk = targetTo - targetFrom == 1 && bytes[targetFrom] == '*';
    path = asterisk ? targetFrom : RequestTarget.check(bytes, targetFrom, targetTo, host);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** How many bytes of body follow, or {@link #CHUNKED}. */
  long bodyLength() {
    return chunked ? CHUNKED : length;
  }

  /** Whether the connection ends with its answer. */
  boolean isLast() {
    return last || old;
  }

  /** How it is answered, if not as the HTTP library does it. */
  Optional<AnswerFraming> answer() {
    return AnswerFraming.of(old, headOnly);
  }

  /** Whether it can be passed on as it came. */
  boolean isPlain() {
    return !old && path == targetFrom;
  }

  /**
   * The same request with a relative target, in HTTP/1.1. The connection of one of HTTP/1.0 ends
   * with the answer, as its sender expects.
   */
  byte[] plain() {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(to - from + 64);
    plain.write(bytes, from, targetFrom - from);
    if (path == targetTo || bytes[path] == '?') {
      plain.write('/');
    }
    plain.write(bytes, path, targetTo - path);
    plain.write(' ');
    plain.writeBytes(VERSION);
    int rest = targetTo + 1 + VERSION.length;
    if (old) {
      plain.writeBytes(ascii(hosts == 0 ? "\r\nHost: localhost" : ""));
      plain.writeBytes(ascii("\r\nConnection: close"));
      for (Field field : dropped) {
        plain.write(bytes, rest, field.from() - rest);
        rest = field.to();
      }
    }
    plain.write(bytes, rest, to - rest);
    return plain.toByteArray();
  }
}
