package shop.crm.queries.connection.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackException;

/**
 * Decompresses the heads of a connection, each of which changes how the next one is read: so every
 * block is read to its end, whatever is done with what is in it.
 */
public final class RequestDecoder {

  /** What the other end may refer to later; what every one may, unless it is told otherwise. */
  private static final int TABLE_BYTES = 4_096;

  private final HPackDecoder compression = new HPackDecoder(TABLE_BYTES, StandardCharsets.US_ASCII);
  private final int most;

  /**
   * Begins a connection.
   *
   * @param most bytes of a head: of a longer one the rest is left away, so that it is still longer
   */
  public RequestDecoder(int most) {
    this.most = most;
  }

  /**
   * Reads the head of a request.
   *
   * @param ended whether nothing follows it
   * @throws Http2Error where it is none
   */
  public Request request(int stream, byte[] block, boolean ended) {
    return RequestText.of(stream, fields(block), ended);
  }

  /**
   * Reads what follows a body, and drops it: nothing here asks for it.
   *
   * @throws Http2Error where it is no such thing
   */
  public void trailers(int stream, byte[] block) {
    for (Header field : fields(block)) {
      RequestText.check(stream, field);
    }
  }

  /** A reference of one byte may stand for 4 KiB: what is too much is read and not kept. */
  private List<Header> fields(byte[] block) {
    List<Header> fields = new ArrayList<>();
    ByteBuffer left = ByteBuffer.wrap(block);
    int bytes = 0;
    try {
      while (left.hasRemaining()) {
        Header field = compression.decodeHeader(left);
        if (field != null && bytes <= most) {
          fields.add(field);
          bytes += RequestText.bytes(field);
        }
      }
    } catch (HPackException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw Http2Error.ofConnection(H2Error.COMPRESSION_ERROR);
    }
    return fields;
  }
}
