package shop.crm.queries.connection.http2;

import java.util.OptionalLong;

/**
 * A request as it goes through the checks.
 *
 * @param head in HTTP/1.1
 * @param headOnly whether it is HEAD
 * @param ended whether nothing follows its head
 * @param length of its body, where that is told; a body without is framed in chunks
 */
public record Request(byte[] head, boolean headOnly, boolean ended, OptionalLong length) {

  /** Whether its body is framed in chunks. */
  public boolean isChunked() {
    return !ended && length.isEmpty();
  }
}
