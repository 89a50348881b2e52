package shop.crm.connectors.rabbitmq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import shop.crm.schemas.Headers;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.Rfc3339;
import shop.crm.schemas.model.customer.ChangeEvent;

/** What a record of a change topic is on RabbitMQ. */
sealed interface ChangeMessage {

  /**
   * A change that others follow.
   *
   * @param routingKey the CloudEvents type
   * @param properties persistent, with the event's id, time, type and tenant, and what its record
   *     tells of the times before it
   */
  record Change(String routingKey, BasicProperties properties, byte[] body)
      implements ChangeMessage {}

  /** No CloudEvent with what a message needs: someone else wrote it. */
  record Unreadable(Rejection rejection) implements ChangeMessage {}

  /** The longest short string of AMQP 0-9-1, in bytes: routing key and message id are such. */
  int MAX_SHORT_STRING = 255;

  /** Delivery mode of a message that the broker keeps over a restart. */
  int PERSISTENT = 2;

  /**
   * The message for a record.
   *
   * @param recordHeaders those of the record; those that tell times go on
   */
  static ChangeMessage of(byte[] value, Iterable<Header> recordHeaders) {
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
            .timestamp(timestamp(attributes))
            .type(type)
            .appId(ChangeEvent.SOURCE)
            .headers(headers(attributes.get("tenantid"), recordHeaders))
            .build();
    return new Change(type, properties, value);
  }

  /** The CloudEvents attributes without which there is no message. */
  Set<String> REQUIRED = Set.of("id", "type", "tenantid");

  /** The attributes that a message shows. */
  Set<String> SHOWN = Set.of("id", "type", "tenantid", "time");

  /** Headers of a record that are headers of its message. */
  Set<String> TIMES = Set.of(Headers.EVENT_TIME, Headers.RECEIVED_AT, Headers.DUE_AT);

  /** What is longer is no time: someone else wrote it, and it might not fit into a frame. */
  int MAX_TIME = 64;

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
        if (parser.nextToken() == JsonToken.VALUE_STRING && SHOWN.contains(name)) {
          found.put(name, parser.getText());
        }
        parser.skipChildren();
      }
    }
    return found;
  }

  private static Map<String, Object> headers(String tenant, Iterable<Header> recordHeaders) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(Headers.TENANT_ID, tenant);
    for (Header header : recordHeaders) {
      byte[] value = header.value();
      if (TIMES.contains(header.key()) && value != null && value.length <= MAX_TIME) {
        headers.put(header.key(), new String(value, StandardCharsets.UTF_8));
      }
    }
    return headers;
  }

  /** AMQP has whole seconds; {@code null} where the event tells no time, as the client has it. */
  private static Date timestamp(Map<String, String> attributes) {
    try {
      return attributes.containsKey("time")
          ? Date.from(Rfc3339.parse(attributes.get("time")))
          : null;
    } catch (DateTimeException _) {
      // The service writes none that is none; whoever did gets the body as it is.
      return null;
    }
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
