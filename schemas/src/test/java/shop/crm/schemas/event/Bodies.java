package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.event.Decoded.Accepted;
import shop.crm.schemas.event.Decoded.Rejected;
import shop.crm.schemas.model.fact.InboundEvent;

/** Bodies as publishers send them, and what the reader makes of them. */
final class Bodies {

  static final ObjectMapper JSON = JsonMapper.builder().build();
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final EventReader READER = new EventReader("UAH", "default");

  private static final Optional<String> NONE = Optional.empty();

  private Bodies() {}

  static Envelope plain(String routingKey) {
    return new Envelope(true, Optional.of(routingKey), NONE, Optional.empty(), NONE, NOW);
  }

  static Envelope cloudEvent() {
    return Envelope.cloudEvent(NOW);
  }

  /** Reads a CloudEvent. */
  static Decoded read(String body) {
    return READER.read(body.getBytes(UTF_8), cloudEvent(), NOW);
  }

  static Decoded read(String body, Envelope envelope) {
    return READER.read(body.getBytes(UTF_8), envelope, NOW);
  }

  static InboundEvent event(Decoded decoded) {
    return switch (decoded) {
      case Accepted accepted -> accepted.event();
      case Rejected rejected -> throw new AssertionError("rejected: " + rejected.rejection());
    };
  }

  static Rejection rejection(Decoded decoded) {
    return switch (decoded) {
      case Accepted accepted -> throw new AssertionError("accepted: " + accepted.event());
      case Rejected rejected -> rejected.rejection();
    };
  }

  /** A CloudEvent about order o-1 of customer c-1, with these fields of data in addition. */
  static String order(String type, String moreData) {
    return """
    {"specversion":"1.0","id":"e-1","source":"oms","type":"%s","time":"2026-02-01T10:00:00Z",\
    "tenantid":"t-1","subject":"c-1","data":{"order_id":"o-1","customer_id":"c-1"%s}}"""
        .formatted(type, moreData.isEmpty() ? "" : "," + moreData);
  }

  /** A CloudEvent about user c-1, with these fields of data in addition. */
  static String user(String moreData) {
    return """
    {"specversion":"1.0","id":"e-1","source":"auth","type":"user.registered",\
    "time":"2026-02-01T10:00:00Z","tenantid":"t-1","data":{"user_id":"c-1"%s}}"""
        .formatted(moreData.isEmpty() ? "" : "," + moreData);
  }

  static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
