package shop.crm.queries.connection.http2;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.hpack.HPackEncoder;
import org.apache.hc.core5.util.ByteArrayBuffer;

/**
 * Compresses the heads of answers, each by itself: none refers to one before it, so that streams
 * need not wait for each other, and what the other end wants to remember is of no interest.
 */
public final class AnswerEncoder {

  /** Says that nothing is to be remembered: an update of the size of the table, to none. */
  private static final int NO_TABLE = 0x20;

  private AnswerEncoder() {}

  /** A block of fields. */
  public static byte[] block(List<Header> fields) {
    ByteArrayBuffer block = new ByteArrayBuffer(256);
    block.append(NO_TABLE);
    HPackEncoder compression = new HPackEncoder(0, StandardCharsets.US_ASCII);
    try {
      compression.encodeHeaders(block, fields, true);
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("every byte is a character here", e);
    }
    return block.toByteArray();
  }
}
