package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;

/** What a publisher did to a body before it sent it. */
final class ContentEncoding {

  /** Nothing was; several clients put the character set here. */
  private static final Set<String> NONE =
      Set.of("", "identity", "utf-8", "utf8", "us-ascii", "ascii", "7bit", "8bit", "binary");

  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

  private ContentEncoding() {}

  /**
   * The body as it was before.
   *
   * @throws UnreadableMessage if it is in an encoding that is not read, or is longer than a body
   *     may be
   */
  static byte[] decoded(BasicProperties properties, byte[] body) throws UnreadableMessage {
    String encoding = properties.getContentEncoding();
    String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
    if (NONE.contains(name)) {
      return body;
    }
    if (GZIP.contains(name)) {
      return inflated(body);
    }
    throw new UnreadableMessage(
        Reason.INVALID_FIELD, "content_encoding is neither gzip, nor identity or utf-8");
  }

  private static byte[] inflated(byte[] body) throws UnreadableMessage {
    byte[] plain;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      plain = in.readNBytes(Topics.MAX_BODY_BYTES + 1);
    } catch (IOException _) {
      throw new UnreadableMessage(
          Reason.INVALID_FIELD, "content_encoding is gzip, and the body is not");
    }
    if (plain.length > Topics.MAX_BODY_BYTES) {
      throw new UnreadableMessage(
          Reason.TOO_LARGE, "body inflates to more than " + Topics.MAX_BODY_BYTES + " bytes");
    }
    return plain;
  }
}
