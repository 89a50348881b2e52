package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import shop.crm.schemas.Headers;

/**
 * The headers and properties that a message came with, for its dead letter: properties by their
 * names in AMQP, headers with {@code header-} before theirs.
 */
final class AmqpOriginals {

  private static final String HEADER = "header-";

  private AmqpOriginals() {}

  static Map<String, byte[]> of(Delivery delivery) {
    Map<String, byte[]> originals = properties(delivery);
    Map<String, Object> headers = delivery.getProperties().getHeaders();
    if (headers != null) {
      headers.forEach((name, value) -> put(originals, HEADER + name, value));
    }
    return originals;
  }

  /**
   * For the dead letter of one element of many: of the headers only that which is read, as all of
   * them with each of thousands could be more than anything was made for.
   */
  static Map<String, byte[]> ofBatch(Delivery delivery) {
    Map<String, byte[]> originals = properties(delivery);
    Map<String, Object> headers = delivery.getProperties().getHeaders();
    if (headers != null) {
      put(originals, HEADER + Headers.TENANT_ID, headers.get(Headers.TENANT_ID));
    }
    return originals;
  }

  private static Map<String, byte[]> properties(Delivery delivery) {
    Map<String, byte[]> originals = new LinkedHashMap<>();
    Envelope envelope = delivery.getEnvelope();
    put(originals, "exchange", envelope.getExchange());
    put(originals, "routing_key", envelope.getRoutingKey());
    put(originals, "redelivered", envelope.isRedeliver());
    BasicProperties properties = delivery.getProperties();
    put(originals, "content_type", properties.getContentType());
    put(originals, "content_encoding", properties.getContentEncoding());
    put(originals, "delivery_mode", properties.getDeliveryMode());
    put(originals, "priority", properties.getPriority());
    put(originals, "correlation_id", properties.getCorrelationId());
    put(originals, "reply_to", properties.getReplyTo());
    put(originals, "expiration", properties.getExpiration());
    put(originals, "message_id", properties.getMessageId());
    put(originals, "timestamp", properties.getTimestamp());
    put(originals, "type", properties.getType());
    put(originals, "user_id", properties.getUserId());
    put(originals, "app_id", properties.getAppId());
    return originals;
  }

  /** AMQP leaves out what is not set. */
  private static void put(Map<String, byte[]> originals, String name, Object value) {
    if (value != null) {
      originals.put(name, bytes(value));
    }
  }

  private static byte[] bytes(Object value) {
    return switch (value) {
      case byte[] bytes -> bytes;
      case LongString text -> text.getBytes();
      case Date date -> date.toInstant().toString().getBytes(StandardCharsets.UTF_8);
      default -> value.toString().getBytes(StandardCharsets.UTF_8);
    };
  }
}
