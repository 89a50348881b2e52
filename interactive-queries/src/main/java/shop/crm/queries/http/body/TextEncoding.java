package shop.crm.queries.http.body;

import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;

/**
 * In which encoding lines come, by how they begin. Spreadsheets write UTF-16 without being asked,
 * and single bytes for letters of the country: what would be misread is told at once, not line by
 * line.
 *
 * @param lines the body, from its beginning
 * @param begin what was looked at
 */
public record TextEncoding(InputStream lines, Charset charset, byte[] begin) {

  private static final int LOOKED_AT = 8 << 10;
  private static final int LEAST = 4;

  /** In a text of single bytes, so many letters beyond ASCII stand side by side in a word. */
  private static final int WORD = 3;

  /** Looks at the beginning of a body. */
  public static TextEncoding of(InputStream body, ServerRequest request) throws IOException {
    BufferedInputStream lines = new BufferedInputStream(body, LOOKED_AT);
    lines.mark(LOOKED_AT);
    byte[] buffer = new byte[LOOKED_AT];
    int length = 0;
    int read = 0;
    // Not more than has come: a caller who sends slowly is taken in as it comes.
    while (read >= 0 && length < LEAST) {
      read = lines.read(buffer, length, LOOKED_AT - length);
      length += Math.max(0, read);
    }
    lines.reset();
    byte[] begin = Arrays.copyOf(buffer, length);
    return new TextEncoding(lines, charset(begin, declared(request)), begin);
  }

  private static Optional<Charset> declared(ServerRequest request) {
    try {
      return request.headers().contentType().flatMap(HttpMediaType::charset).map(Charset::forName);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.malformed("The charset of Content-Type is not known"));
    }
  }

  private static Charset charset(byte[] begin, Optional<Charset> declared) {
    Optional<Charset> wide = wide(begin);
    if (wide.isPresent()) {
      return wide.get();
    }
    Charset charset = declared.orElse(StandardCharsets.UTF_8);
    if (charset.equals(StandardCharsets.UTF_8) && isOfSingleBytes(begin)) {
      throw new ProblemException(
          Problem.malformed(
              "The body is not UTF-8. Send it in UTF-8, or say what a table is in:"
                  + " Content-Type: text/csv; charset=windows-1251"));
    }
    return charset;
  }

  /** UTF-16, which says so by its mark, or by every second byte of what is ASCII. */
  private static Optional<Charset> wide(byte[] begin) {
    if (begin.length < LEAST) {
      return Optional.empty();
    }
    int mark = (begin[0] & 0xFF) << 8 | begin[1] & 0xFF;
    if (mark == 0xFEFF || mark == 0xFFFE) {
      return Optional.of(StandardCharsets.UTF_16);
    }
    if (begin[0] != 0 && begin[1] == 0 && begin[2] != 0 && begin[3] == 0) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    boolean bigEnd = begin[0] == 0 && begin[1] != 0 && begin[2] == 0 && begin[3] != 0;
    return bigEnd ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
  }

  private static boolean isOfSingleBytes(byte[] begin) {
    int high = 0;
    int longest = 0;
    for (int i = 0; i < begin.length; i++) {
      int whole = multibyte(begin, i);
      if (whole > 1) {
        return false;
      }
      high = begin[i] < 0 ? high + 1 : 0;
      longest = Math.max(longest, high);
    }
    return longest >= WORD;
  }

  /** How many bytes of UTF-8 a character beyond ASCII has here; 0 where it is none. */
  private static int multibyte(byte[] bytes, int at) {
    int lead = bytes[at] & 0xFF;
    int length = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    for (int i = at + 1; i < at + length; i++) {
      // What is cut off at the end of what was looked at may be whole.
      if (i < bytes.length && (bytes[i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** Lines that cannot be in anything but UTF-8. */
  public InputStream utf8() {
    if (!charset.equals(StandardCharsets.UTF_8) && !charset.equals(StandardCharsets.US_ASCII)) {
      throw new ProblemException(
          Problem.malformed("Lines of JSON are UTF-8, and this is " + charset.name()));
    }
    return lines;
  }

  /** What stands between the names of a header: a comma, or what most of Europe has there. */
  public char separator() {
    String header = new String(begin, charset).lines().findFirst().orElse("");
    String unquoted = header.replaceAll("\"[^\"]*\"", "");
    if (unquoted.indexOf(',') >= 0) {
      return ',';
    }
    long tabs = unquoted.chars().filter(c -> c == '\t').count();
    long semicolons = unquoted.chars().filter(c -> c == ';').count();
    if (tabs == 0 && semicolons == 0) {
      return ',';
    }
    return tabs > semicolons ? '\t' : ';';
  }
}
