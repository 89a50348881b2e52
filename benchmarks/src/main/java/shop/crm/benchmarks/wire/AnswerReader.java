package shop.crm.benchmarks.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shop.crm.benchmarks.wire.Answer.Header;

/**
 * Reads the answers on one connection, one after the other, and takes nothing for an answer that is
 * not exactly one. Not safe for use by many threads.
 */
public final class AnswerReader {

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");
  private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,7})(;.*)?");
  private static final int MAX_LINE = 16 << 10;
  private static final int MAX_HEADERS = 100;
  private static final int SWITCHING_PROTOCOLS = 101;

  /** How much is kept of a content, in bytes. */
  static final int KEPT = 256 << 10;

  private final InputStream in;

  /** Reads what a server sends. */
  public AnswerReader(InputStream in) {
    this.in = new BufferedInputStream(in, 16 << 10);
  }

  /**
   * The next answer; none if the connection ended where an answer may. Of a stream of events, and
   * of a change of protocols, only the head is read.
   *
   * @param head whether the request was a HEAD, whose answer has no content
   * @throws MalformedAnswer if what came is none
   * @throws EOFException if it ended before it was whole
   */
  public Optional<Answer> next(boolean head) throws IOException {
    for (int first = in.read(); first >= 0; first = in.read()) {
      int status = status(line(first));
      List<Header> headers = headers();
      Answer answer = new Answer(status, headers, new byte[0]);
      boolean interim = status < 200 && status != SWITCHING_PROTOCOLS;
      if (!interim) {
        boolean bodiless = head || status < 200 || status == 204 || status == 304;
        return Optional.of(
            bodiless || answer.streams() ? answer : new Answer(status, headers, content(answer)));
      }
    }
    return Optional.empty();
  }

  private static int status(String line) throws MalformedAnswer {
    Matcher matcher = STATUS.matcher(line);
    if (!matcher.matches()) {
      throw new MalformedAnswer("not a status line: " + shown(line));
    }
    return Integer.parseInt(matcher.group(1));
  }

  private List<Header> headers() throws IOException {
    List<Header> headers = new ArrayList<>();
    for (String line = line(in.read()); !line.isEmpty(); line = line(in.read())) {
      Matcher matcher = HEADER.matcher(line);
      if (!matcher.matches() || CONTROL.matcher(line).find() || headers.size() == MAX_HEADERS) {
        throw new MalformedAnswer("not a header: " + shown(line));
      }
      headers.add(new Header(matcher.group(1), matcher.group(2).strip()));
    }
    return headers;
  }

  private byte[] content(Answer head) throws IOException {
    Optional<String> length = head.header("Content-Length");
    boolean chunked = head.header("Transfer-Encoding").filter("chunked"::equals).isPresent();
    if (chunked && length.isPresent()) {
      throw new MalformedAnswer("both a length and chunks");
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    if (chunked) {
      chunks(kept);
    } else if (length.isPresent()) {
      exactly(length(length.get()), kept);
    } else {
      toTheEnd(kept);
    }
    return kept.toByteArray();
  }

  private static long length(String text) throws MalformedAnswer {
    if (!text.matches("[0-9]{1,15}")) {
      throw new MalformedAnswer("not a length: " + shown(text));
    }
    return Long.parseLong(text);
  }

  private void chunks(ByteArrayOutputStream kept) throws IOException {
    while (true) {
      String line = line(in.read());
      Matcher matcher = CHUNK.matcher(line);
      if (!matcher.matches()) {
        throw new MalformedAnswer("not a size of a chunk: " + shown(line));
      }
      int size = Integer.parseInt(matcher.group(1), 16);
      if (size == 0) {
        headers();
        return;
      }
      exactly(size, kept);
      if (!line(in.read()).isEmpty()) {
        throw new MalformedAnswer("a chunk longer than its size");
      }
    }
  }

  private void exactly(long length, ByteArrayOutputStream kept) throws IOException {
    byte[] buffer = new byte[8 << 10];
    long left = length;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("a content that breaks off");
      }
      keep(buffer, read, kept);
      left -= read;
    }
  }

  private void toTheEnd(ByteArrayOutputStream kept) throws IOException {
    byte[] buffer = new byte[8 << 10];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      keep(buffer, read, kept);
    }
  }

  private static void keep(byte[] buffer, int read, ByteArrayOutputStream kept) {
    kept.write(buffer, 0, Math.min(read, KEPT - kept.size()));
  }

  private String line(int first) throws IOException {
    StringBuilder line = new StringBuilder();
    int b = first;
    for (; b >= 0 && b != '\r' && b != '\n' && line.length() < MAX_LINE; b = in.read()) {
      line.append((char) b);
    }
    if (b < 0) {
      throw new EOFException("an answer that breaks off");
    }
    if (b != '\r' || in.read() != '\n') {
      throw new MalformedAnswer("not the end of a line behind " + shown(line.toString()));
    }
    return line.toString();
  }

  private static String shown(String text) {
    String printable = text.replaceAll("[^ -~]", "?");
    byte[] bytes = printable.getBytes(StandardCharsets.US_ASCII);
    return new String(bytes, 0, Math.min(60, bytes.length), StandardCharsets.US_ASCII);
  }
}
