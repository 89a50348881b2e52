package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Locale;
import shop.crm.schemas.event.Rejection.Reason;

/** In which form of CloudEvents over AMQP a message came, if in any. */
enum ContentMode {
  /** Nothing outside the body tells: it may be a CloudEvent all the same. */
  UNTOLD,
  /** The body is a CloudEvent. */
  STRUCTURED,
  /** The attributes are headers, the body is the data. */
  BINARY,
  /** The body is a list of CloudEvents. */
  BATCH;

  private static final String CLOUDEVENTS = "application/cloudevents";

  /**
   * The content type tells, else the headers, as the protocol binding has it.
   *
   * @throws UnreadableMessage if it is a CloudEvent in another format than JSON
   */
  static ContentMode of(BasicProperties properties) throws UnreadableMessage {
    String type = mediaType(properties.getContentType());
    if (type.startsWith(CLOUDEVENTS)) {
      return switch (type.substring(CLOUDEVENTS.length())) {
        case "", "+json" -> STRUCTURED;
        case "-batch+json" -> BATCH;
        default ->
            throw new UnreadableMessage(
                Reason.NOT_JSON, "content_type: CloudEvents in another format than JSON");
      };
    }
    return BinaryEvent.isOne(properties.getHeaders()) ? BINARY : UNTOLD;
  }

  private static String mediaType(String contentType) {
    if (contentType == null) {
      return "";
    }
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
