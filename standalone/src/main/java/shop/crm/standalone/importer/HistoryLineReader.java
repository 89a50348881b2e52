package shop.crm.standalone.importer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.InboundEvent;
import shop.crm.schemas.event.InboundEvent.OrderCreated;
import shop.crm.schemas.event.InboundEvent.OrderRefunded;
import shop.crm.schemas.event.InboundType;

/**
 * Reads lines of the two forms: orders ({@code order_id, customer_id, ordered_at, total, items},
 * {@code currency} optional) and refunds ({@code refund_id, order_id, customer_id, refunded_at,
 * amount}). All but the time is checked by the service's own reader, so that what passes here
 * passes there.
 */
final class HistoryLineReader {

  private static final String REFUND_ID = "refund_id";
  private static final String ORDERED_AT = "ordered_at";
  private static final String REFUNDED_AT = "refunded_at";
  private static final Set<String> TELLING =
      Set.of(REFUND_ID, ORDERED_AT, REFUNDED_AT, "specversion");

  private static final JsonFactory JSON = new JsonFactory();

  private final EventReader reader;
  private final String tenant;

  /**
   * A reader for a tenant's history.
   *
   * @param currency the only currency that is accepted, ISO 4217
   */
  HistoryLineReader(String currency, String tenant) {
    this.reader = new EventReader(currency, tenant);
    this.tenant = tenant;
  }

  /** What a line says. */
  HistoryLine read(byte[] line) {
    Map<String, Optional<String>> telling;
    try {
      telling = telling(line);
    } catch (IOException _) {
      return new HistoryLine.Bad("not a JSON object");
    }
    if (telling.containsKey("specversion")) {
      return new HistoryLine.Bad("a CloudEvent, not an order or a refund");
    }
    boolean refund = telling.containsKey(REFUND_ID) || telling.containsKey(REFUNDED_AT);
    String timeField = refund ? REFUNDED_AT : ORDERED_AT;
    Optional<Instant> time = telling.getOrDefault(timeField, Optional.empty()).flatMap(this::time);
    if (time.isEmpty()) {
      return new HistoryLine.Bad(
          telling.containsKey(timeField)
              ? timeField + " is not an RFC 3339 time since 1970"
              : timeField + " is missing");
    }
    return read(line, refund ? InboundType.ORDER_REFUNDED : InboundType.ORDER_CREATED, time.get());
  }

  private HistoryLine read(byte[] line, InboundType type, Instant time) {
    Envelope envelope =
        new Envelope(
            true,
            Optional.of(type.wire()),
            Optional.empty(),
            Optional.of(time),
            Optional.of(tenant),
            time);
    return switch (reader.read(line, envelope, time)) {
      case Decoded.Accepted accepted -> line(accepted.event());
      case Decoded.Rejected rejected -> new HistoryLine.Bad(rejected.rejection().detail());
    };
  }

  private static HistoryLine line(InboundEvent event) {
    return switch (event) {
      case OrderCreated created -> new HistoryLine.Order(created);
      case OrderRefunded refunded -> new HistoryLine.Refund(refunded);
      case InboundEvent.OrderCompleted _,
          InboundEvent.OrderCancelled _,
          InboundEvent.UserRegistered _ ->
          throw new IllegalStateException("read as another type than asked for");
    };
  }

  /** The fields that tell what a line is, with their text where they have one. */
  private static Map<String, Optional<String>> telling(byte[] line) throws IOException {
    Map<String, Optional<String>> found = new HashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (TELLING.contains(name) && value != JsonToken.VALUE_NULL) {
          boolean text = value == JsonToken.VALUE_STRING;
          found.put(name, text ? Optional.of(parser.getText()) : Optional.empty());
        }
        parser.skipChildren();
      }
    }
    return found;
  }

  private Optional<Instant> time(String text) {
    try {
      Instant time =
          text.endsWith("Z") ? Instant.parse(text) : OffsetDateTime.parse(text).toInstant();
      return time.isBefore(Instant.EPOCH)
          ? Optional.empty()
          : Optional.of(time.truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
