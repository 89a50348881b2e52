package shop.crm.queries.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes one answer otherwise than the HTTP library does: a caller of HTTP/1.0 knows neither a
 * later version nor chunks and is told the end of an answer by the end of the connection; HEAD is
 * answered with the head that GET has, and nothing behind it.
 */
final class AnswerFraming {

  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final String OLD_VERSION = "HTTP/1.0";
  private static final String CHUNKED = "transfer-encoding:";
  private static final byte[] NOTHING = {};

  private enum Part {
    HEAD,
    BODY,
    CHUNKED_BODY,
    UNWANTED_BODY
  }

  private final boolean old;
  private final boolean headOnly;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final ChunkedBody chunks = new ChunkedBody();
  private Part part = Part.HEAD;

  private AnswerFraming(boolean old, boolean headOnly) {
    this.old = old;
    this.headOnly = headOnly;
  }

  /**
   * How a request is answered; nothing where it is as the library does it.
   *
   * @param old whether it is of HTTP/1.0
   * @param headOnly whether it is HEAD
   */
  static Optional<AnswerFraming> of(boolean old, boolean headOnly) {
    return old || headOnly ? Optional.of(new AnswerFraming(old, headOnly)) : Optional.empty();
  }

  /** What is written in the place of what the library writes. */
  byte[] accept(byte[] in) {
    return switch (part) {
      case HEAD -> head(in);
      case BODY -> in;
      case CHUNKED_BODY -> plain(in, 0);
      case UNWANTED_BODY -> NOTHING;
    };
  }

  private byte[] head(byte[] in) {
    head.writeBytes(in);
    byte[] all = head.toByteArray();
    int end = endOfHead(all);
    if (end < 0) {
      return NOTHING;
    }
    head.reset();
    String text = new String(all, 0, end, StandardCharsets.ISO_8859_1);
    // Before the answer itself: 100, to one who asks for it.
    boolean interim = text.startsWith(" 1", OLD_VERSION.length());
    boolean chunked = text.toLowerCase(Locale.ROOT).contains("\r\n" + CHUNKED);
    ByteArrayOutputStream out = new ByteArrayOutputStream(all.length);
    out.writeBytes((old ? older(text) : text).getBytes(StandardCharsets.ISO_8859_1));
    if (!interim) {
      part = bodyOf(chunked);
    }
    byte[] rest = new byte[all.length - end];
    System.arraycopy(all, end, rest, 0, rest.length);
    out.writeBytes(rest.length == 0 ? rest : accept(rest));
    return out.toByteArray();
  }

  private Part bodyOf(boolean chunked) {
    if (headOnly) {
      return Part.UNWANTED_BODY;
    }
    return old && chunked ? Part.CHUNKED_BODY : Part.BODY;
  }

  /** Behind the empty line that ends a head; -1 where it has not ended. */
  static int endOfHead(byte[] bytes) {
    for (int i = 0; i + END_OF_HEAD.length <= bytes.length; i++) {
      int same = 0;
      while (same < END_OF_HEAD.length && bytes[i + same] == END_OF_HEAD[same]) {
        same++;
      }
      if (same == END_OF_HEAD.length) {
        return i + same;
      }
    }
    return -1;
  }

  private static String older(String head) {
    StringBuilder older = new StringBuilder(OLD_VERSION);
    for (String line : head.substring(OLD_VERSION.length()).split("(?<=\r\n)")) {
      if (!line.toLowerCase(Locale.ROOT).startsWith(CHUNKED)) {
        older.append(line);
      }
    }
    return older.toString();
  }

  private byte[] plain(byte[] in, int from) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(in.length);
    chunks.read(in, from, in.length, data);
    return data.toByteArray();
  }
}
