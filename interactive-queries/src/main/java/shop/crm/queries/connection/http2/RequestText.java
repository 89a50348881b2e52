package shop.crm.queries.connection.http2;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.H2Error;

/**
 * Writes the fields of a request as the head that HTTP/1.1 has for it (RFC 9113, 8.2 and 8.3). What
 * could become another field or another request on the way is refused; everything else is for the
 * checks that every head goes through.
 */
final class RequestText {

  private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":authority", ":path");

  /** What is about a connection and not about a request. */
  private static final Set<String> OF_CONNECTIONS =
      Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

  /** Trailers are not sent, and no cookie is asked for, in however many pieces it came. */
  private static final Set<String> UNUSED = Set.of("te", "cookie");

  private static final int MAX_LENGTH_DIGITS = 18;

  private final int stream;
  private final Map<String, String> pseudo = HashMap.newHashMap(PSEUDO.size());
  private final StringBuilder lines = new StringBuilder(256);
  private Optional<String> host = Optional.empty();
  private Optional<String> length = Optional.empty();
  private boolean pseudoEnded;

  private RequestText(int stream) {
    this.stream = stream;
  }

  static Request of(int stream, List<Header> fields, boolean ended) {
    RequestText text = new RequestText(stream);
    fields.forEach(text::add);
    return text.request(ended);
  }

  /** What a field takes in a head. */
  static int bytes(Header field) {
    return field.getName().length() + field.getValue().length() + 4;
  }

  private static Http2Error malformed(int stream) {
    return Http2Error.ofStream(stream, H2Error.PROTOCOL_ERROR);
  }

  private void require(boolean right) {
    if (!right) {
      throw malformed(stream);
    }
  }

  private void add(Header field) {
    String name = field.getName();
    String value = field.getValue();
    if (name.startsWith(":")) {
      require(!pseudoEnded && PSEUDO.contains(name) && isOneWord(value));
      require(pseudo.put(name, value) == null);
      return;
    }
    pseudoEnded = true;
    check(stream, field);
    switch (name) {
      case "host" -> {
        require(host.isEmpty());
        host = Optional.of(value);
      }
      case "te" -> require(value.equals("trailers"));
      case "content-length" -> {
        // A second one is for the checks of the head.
        length = Optional.of(length.orElse(value));
        line(name, value);
      }
      default -> line(name, value);
    }
  }

  private void line(String name, String value) {
    if (!UNUSED.contains(name)) {
      lines.append(name).append(": ").append(value).append("\r\n");
    }
  }

  /**
   * Checks a field that is no pseudo-header.
   *
   * @throws Http2Error where it is none of a request
   */
  static void check(int stream, Header field) {
    String name = field.getName();
    String value = field.getValue();
    boolean blankAround =
        !value.isEmpty() && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)));
    boolean right =
        !name.isEmpty()
            && name.chars().allMatch(RequestText::isOfName)
            && !OF_CONNECTIONS.contains(name)
            && !blankAround
            && value.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    if (!right) {
      throw malformed(stream);
    }
  }

  private static boolean isOfName(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  /** What stands in the first line must not end it, nor go on behind a blank. */
  private static boolean isOneWord(String value) {
    return value.chars().allMatch(c -> c > ' ' && c != 0x7F);
  }

  private Request request(boolean ended) {
    String method = pseudo.getOrDefault(":method", "");
    String path = pseudo.getOrDefault(":path", "");
    String scheme = pseudo.getOrDefault(":scheme", "");
    String authority = pseudo.getOrDefault(":authority", host.orElse(""));
    require(!method.isEmpty() && (path.startsWith("/") || path.equals("*")));
    require(scheme.equals("http") || scheme.equals("https"));
    require(!authority.isEmpty() && authority.equalsIgnoreCase(host.orElse(authority)));
    OptionalLong bytes = length.map(this::number).orElse(OptionalLong.empty());
    require(!ended || bytes.orElse(0) == 0);
    StringBuilder head =
        new StringBuilder(lines.length() + path.length() + 128)
            .append(method)
            .append(' ')
            .append(path)
            .append(" HTTP/1.1\r\nHost: ")
            .append(authority)
            .append("\r\n")
            .append(lines);
    if (!ended && bytes.isEmpty()) {
      head.append("Transfer-Encoding: chunked\r\n");
    }
    head.append("\r\n");
    return new Request(
        head.toString().getBytes(StandardCharsets.ISO_8859_1), method.equals("HEAD"), ended, bytes);
  }

  private OptionalLong number(String digits) {
    boolean right =
        !digits.isEmpty()
            && digits.length() <= MAX_LENGTH_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    require(right);
    return OptionalLong.of(Long.parseLong(digits));
  }
}
