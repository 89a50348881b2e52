package shop.crm.connectors.rabbitmq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.Rejection.Reason;

/**
 * A CloudEvent in binary mode: its attributes are headers, its data is the body. It is written out
 * in structured mode, so that one reader checks whatever comes.
 */
final class BinaryEvent {

  /** As the AMQP binding has them, as JMS allows them, and as of HTTP and Kafka. */
  private static final List<String> PREFIXES =
      List.of("cloudevents:", "cloudevents_", "ce-", "ce_");

  /** Those by which it is seen to be one. */
  private static final Set<String> REQUIRED = Set.of("specversion", "id", "source", "type");

  /** Those that are read, besides. */
  private static final Set<String> OPTIONAL = Set.of("subject", "time", "tenantid");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(EventReader.MAX_DEPTH).build())
          .build();

  private BinaryEvent() {}

  /** Whether headers hold an attribute that every CloudEvent has. */
  static boolean isOne(Map<String, Object> headers) {
    return headers != null
        && headers.keySet().stream()
            .anyMatch(name -> attribute(name).filter(REQUIRED::contains).isPresent());
  }

  /**
   * The event in structured mode.
   *
   * @throws UnreadableMessage if the body is not one JSON value, or an attribute is ill-typed or
   *     told twice
   */
  static byte[] structured(Map<String, Object> headers, byte[] data) throws UnreadableMessage {
    Map<String, String> attributes = attributes(headers);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length + 512);
    try (JsonParser parser = JSON.createParser(data);
        JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        json.writeStringField(attribute.getKey(), attribute.getValue());
      }
      json.writeFieldName("data");
      copyValue(parser, json);
      json.writeEndObject();
    } catch (StreamConstraintsException _) {
      throw new UnreadableMessage(
          Reason.TOO_LARGE, "data is nested too deeply, or a part too long");
    } catch (IOException _) {
      // Jackson's message quotes the source, which may be personal data.
      throw new UnreadableMessage(Reason.NOT_JSON, "data is not one well-formed JSON value");
    }
    return bytes.toByteArray();
  }

  /** Every digit of a number as it is: a copy by way of a floating-point number loses money. */
  private static void copyValue(JsonParser parser, JsonGenerator json) throws IOException {
    if (parser.nextToken() == null) {
      json.writeNull();
      return;
    }
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      json.copyCurrentEventExact(parser);
    } while (depth > 0 && parser.nextToken() != null);
    if (parser.nextToken() != null) {
      throw new IOException("something follows the value");
    }
  }

  private static Map<String, String> attributes(Map<String, Object> headers)
      throws UnreadableMessage {
    Map<String, String> attributes = new HashMap<>();
    for (Map.Entry<String, Object> header : headers.entrySet()) {
      Optional<String> name =
          attribute(header.getKey())
              .filter(known -> REQUIRED.contains(known) || OPTIONAL.contains(known));
      if (name.isPresent()) {
        Optional<String> text =
            header.getValue() instanceof Date time && name.get().equals("time")
                ? Optional.of(time.toInstant().toString())
                : HeaderText.of(header.getKey(), header.getValue());
        if (text.isPresent()) {
          String before = attributes.put(name.get(), text.get());
          if (before != null && !before.equals(text.get())) {
            throw new UnreadableMessage(
                Reason.INVALID_FIELD, "two headers tell the attribute " + name.get());
          }
        }
      }
    }
    return attributes;
  }

  /** Names are compared without case: not every client keeps it. */
  private static Optional<String> attribute(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return PREFIXES.stream()
        .filter(name::startsWith)
        .map(prefix -> name.substring(prefix.length()))
        .findFirst();
  }
}
