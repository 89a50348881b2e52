package shop.crm.benchmarks.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One answer of a server.
 *
 * @param status the status code
 * @param headers in the order of the wire
 * @param body what was kept of the content: its beginning
 */
public record Answer(int status, List<Header> headers, byte[] body) {

  /** A header as it was received. */
  public record Header(String name, String value) {}

  public Answer {
    headers = List.copyOf(headers);
  }

  /** The first header of a name, whatever its case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The content as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether events follow for as long as the reader stays. */
  public boolean streams() {
    return header("Content-Type").filter(type -> type.startsWith("text/event-stream")).isPresent();
  }
}
