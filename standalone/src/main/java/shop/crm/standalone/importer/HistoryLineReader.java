package shop.crm.standalone.importer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundType;

/**
 * Reads lines of the two forms: orders ({@code order_id, customer_id, ordered_at, total, items};
 * {@code currency}, {@code status}, {@code refunded_amount} and {@code cancelled_at} optional) and
 * refunds ({@code refund_id, order_id, customer_id, refunded_at, amount}). What the service's own
 * reader knows is checked by it, so that what passes here passes there.
 */
final class HistoryLineReader {

  private static final String REFUND_ID = "refund_id";
  private static final String ORDERED_AT = "ordered_at";
  private static final String REFUNDED_AT = "refunded_at";
  private static final String CANCELLED_AT = "cancelled_at";
  private static final String STATUS = "status";
  private static final String REFUNDED_AMOUNT = "refunded_amount";

  /** {@code country} stands in published histories, and is not used. */
  private static final Set<String> OF_ORDERS =
      Set.of(
          "order_id",
          "customer_id",
          ORDERED_AT,
          "total",
          "currency",
          "items",
          "country",
          STATUS,
          REFUNDED_AMOUNT,
          CANCELLED_AT);

  private static final Set<String> OF_REFUNDS =
      Set.of(REFUND_ID, "order_id", "customer_id", REFUNDED_AT, "amount", "currency", "country");

  private static final Set<String> TIMES = Set.of(ORDERED_AT, REFUNDED_AT, CANCELLED_AT);

  private static final JsonFactory JSON = new JsonFactory();

  private final EventReader reader;
  private final String tenant;
  private final OrderTime times;

  /**
   * A reader for a tenant's history.
   *
   * @param currency the only currency that is accepted, ISO 4217
   * @param zone for times that tell none
   */
  HistoryLineReader(String currency, String tenant, ZoneId zone) {
    this.reader = new EventReader(currency, tenant);
    this.tenant = tenant;
    this.times = new OrderTime(zone);
  }

  /** Carries what is wrong with a line out of the depth of it. */
  private static final class BadLine extends Exception {
    private static final long serialVersionUID = 1L;

    BadLine(String reason) {
      super(reason, null, false, false);
    }
  }

  /** What a line says. */
  HistoryLine read(byte[] told) {
    byte[] line = told.clone();
    Map<String, Optional<String>> fields;
    try {
      fields = fields(line);
    } catch (IOException _) {
      return new HistoryLine.Bad("not a JSON object");
    }
    if (fields.containsKey("specversion")) {
      return new HistoryLine.Bad("a CloudEvent, not an order or a refund");
    }
    boolean refund = fields.containsKey(REFUND_ID) || fields.containsKey(REFUNDED_AT);
    Set<String> known = refund ? OF_REFUNDS : OF_ORDERS;
    List<String> unknown = fields.keySet().stream().filter(it -> !known.contains(it)).toList();
    if (!unknown.isEmpty()) {
      return new HistoryLine.Unknown(unknown);
    }
    try {
      return refund ? refund(line, fields) : order(line, fields);
    } catch (BadLine bad) {
      return new HistoryLine.Bad(bad.getMessage());
    }
  }

  private HistoryLine refund(byte[] line, Map<String, Optional<String>> fields) throws BadLine {
    Instant time = required(REFUNDED_AT, fields);
    return new HistoryLine.Refund((OrderRefunded) event(line, InboundType.ORDER_REFUNDED, time));
  }

  private HistoryLine order(byte[] line, Map<String, Optional<String>> fields) throws BadLine {
    Instant time = required(ORDERED_AT, fields);
    Optional<Instant> cancelledAt = optional(CANCELLED_AT, fields);
    Duration cancelledAfter =
        cancelledAt
            .map(at -> Duration.between(time, at))
            .filter(after -> !after.isNegative())
            .orElse(Duration.ZERO)
            .plus(HistoryLine.Order.AT_ONCE);
    return new HistoryLine.Order(
        (OrderCreated) event(line, InboundType.ORDER_CREATED, time),
        cancelledAt.isPresent() ? OrderStatus.CANCELLED : status(fields),
        refunded(fields),
        cancelledAfter);
  }

  private static OrderStatus status(Map<String, Optional<String>> fields) throws BadLine {
    if (!fields.containsKey(STATUS)) {
      return OrderStatus.COMPLETED;
    }
    return fields
        .get(STATUS)
        .flatMap(OrderStatus::of)
        .orElseThrow(
            () -> new BadLine("status is none of completed, pending, cancelled, refunded"));
  }

  /** Nothing where nothing was given back. */
  private static Optional<Money> refunded(Map<String, Optional<String>> fields) throws BadLine {
    try {
      return fields
          .getOrDefault(REFUNDED_AMOUNT, Optional.empty())
          .map(text -> Money.of(new BigDecimal(text)).accepted())
          .filter(amount -> !amount.equals(Money.ZERO));
    } catch (NumberFormatException | ArithmeticException _) {
      throw new BadLine(REFUNDED_AMOUNT + " is not an amount from 0 with at most 2 decimal places");
    }
  }

  private Instant required(String field, Map<String, Optional<String>> fields) throws BadLine {
    return optional(field, fields).orElseThrow(() -> new BadLine(field + " is missing"));
  }

  private Optional<Instant> optional(String field, Map<String, Optional<String>> fields)
      throws BadLine {
    if (!fields.containsKey(field)) {
      return Optional.empty();
    }
    Optional<Instant> time = fields.get(field).flatMap(times::parse);
    if (time.isEmpty()) {
      throw new BadLine(field + " is not a time since 1970 such as 2026-01-31T10:15:00Z");
    }
    return time;
  }

  private InboundEvent event(byte[] line, InboundType type, Instant time) throws BadLine {
    Envelope envelope =
        new Envelope(
            true,
            Optional.of(type.wire()),
            Optional.empty(),
            Optional.of(time),
            Optional.of(tenant),
            time);
    return switch (reader.read(line, envelope, time)) {
      case Decoded.Accepted accepted -> accepted.event();
      case Decoded.Rejected rejected -> throw new BadLine(rejected.rejection().detail());
    };
  }

  /**
   * The fields that are not null, with the text of those that are texts or numbers. Times are made
   * blank in the line, for here they are read in more forms than the service knows.
   */
  private static Map<String, Optional<String>> fields(byte[] line) throws IOException {
    Map<String, Optional<String>> found = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value != JsonToken.VALUE_NULL) {
          boolean told = value == JsonToken.VALUE_STRING || value.isNumeric();
          found.put(name, told ? Optional.of(parser.getText()) : Optional.empty());
          if (value == JsonToken.VALUE_STRING && TIMES.contains(name)) {
            int start = (int) parser.currentTokenLocation().getByteOffset() + 1;
            int end = (int) parser.currentLocation().getByteOffset() - 1;
            Arrays.fill(line, start, end, (byte) ' ');
          }
        }
        parser.skipChildren();
      }
    }
    return found;
  }
}
