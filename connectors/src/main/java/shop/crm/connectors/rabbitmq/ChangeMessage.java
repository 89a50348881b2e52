package shop.crm.connectors.rabbitmq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Ids;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;

/** What a record of a change topic is on RabbitMQ. */
sealed interface ChangeMessage {

  /**
   * A change that others follow.
   *
   * @param routingKey the CloudEvents type
   * @param properties persistent, with the event's id and tenant
   */
  record Change(String routingKey, BasicProperties properties, byte[] body)
      implements ChangeMessage {}

  /** No CloudEvent with what a message needs: someone else wrote it. */
  record Unreadable(Rejection rejection) implements ChangeMessage {}

  /** The longest short string of AMQP 0-9-1, in bytes: routing key and message id are such. */
  int MAX_SHORT_STRING = 255;

  /** Delivery mode of a message that the broker keeps over a restart. */
  int PERSISTENT = 2;

  /** The message for the value of a record. */
  static ChangeMessage of(byte[] value) {
    Map<String, String> attributes;
    try {
      attributes = attributes(value);
    } catch (IOException _) {
      // Jackson's message quotes the source, which may be personal data.
      return rejected(Reason.NOT_JSON, "body is not a JSON object");
    }
    for (String required : REQUIRED) {
      if (!attributes.containsKey(required)) {
        return rejected(Reason.MISSING_FIELD, required);
      }
    }
    if (!Ids.isValid(attributes.get("tenantid"))) {
      // Not as a header: it might not fit into a frame, and the client would end the connection.
      return rejected(Reason.INVALID_ID, "tenantid is not a tenant id");
    }
    String type = attributes.get("type");
    if (utf8Length(type) > MAX_SHORT_STRING) {
      return rejected(Reason.UNKNOWN_TYPE, "type is too long for a routing key");
    }
    BasicProperties properties =
        new BasicProperties.Builder()
            .contentType(Headers.CLOUDEVENTS_JSON)
            .deliveryMode(PERSISTENT)
            .messageId(messageId(attributes.get("id")))
            .headers(Map.of(Headers.TENANT_ID, attributes.get("tenantid")))
            .build();
    return new Change(type, properties, value);
  }

  /** The CloudEvents attributes without which there is no message. */
  Set<String> REQUIRED = Set.of("id", "type", "tenantid");

  /** Made once: it holds Jackson's buffers and symbols. */
  JsonFactory JSON = new JsonFactory();

  private static Map<String, String> attributes(byte[] value) throws IOException {
    Map<String, String> found = new HashMap<>();
    try (JsonParser parser = JSON.createParser(value)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING && REQUIRED.contains(name)) {
          found.put(name, parser.getText());
        }
        parser.skipChildren();
      }
    }
    return found;
  }

  /** An id that is too long for AMQP is replaced by one made from it; the body keeps the whole. */
  private static String messageId(String id) {
    return utf8Length(id) <= MAX_SHORT_STRING
        ? id
        : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static ChangeMessage rejected(Reason reason, String detail) {
    return new Unreadable(new Rejection(reason, detail));
  }
}
