package shop.crm.standalone.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.order.OrderItem;

class HistoryLineReaderTest {

  private static final CustomerKey CUSTOMER = new CustomerKey("acme", "17850");
  private static final Instant MOVED = Instant.parse("2026-11-22T12:00:00Z");

  private final HistoryLineReader reader =
      new HistoryLineReader("UAH", "acme", ZoneId.of("Europe/Kyiv"));

  @Test
  void an_order_is_created_and_completed_at_once() {
    List<InboundEvent> events =
        events(
            """
            {"order_id":"536365","customer_id":"17850","ordered_at":"2010-12-01T08:26:00Z",
            "country":"United Kingdom","total":"139.12",
            "items":[{"sku":"85123A","name":"LIGHT HOLDER","quantity":6,"unit_price":"2.55"}]}
            """);
    Money total = new Money(13_912);
    List<OrderItem> items =
        List.of(
            new OrderItem(
                "85123A", Optional.of("LIGHT HOLDER"), 6, Optional.of(new BigDecimal("2.55"))));
    assertEquals(
        List.of(
            new OrderCreated(head("import:order.created:536365"), "536365", total, items),
            new OrderCompleted(
                head("import:order.completed:536365"), "536365", Optional.of(total))),
        events);
  }

  @Test
  void a_refund_is_known_by_its_fields() {
    assertEquals(
        List.of(
            new OrderRefunded(
                head("import:order.refunded:C536506"), "536488", "C536506", new Money(2_550))),
        events(
            """
            {"refund_id":"C536506","order_id":"536488","customer_id":"17850",
            "refunded_at":"2010-12-01T12:38:00Z","amount":25.5}
            """));
  }

  @Test
  void a_time_with_an_offset_is_the_same_moment() {
    HistoryLine.Good line =
        good(
            """
            {"order_id":"1","customer_id":"17850","ordered_at":"2010-12-01T10:26:00+02:00","total":1}
            """);
    assertEquals(Instant.parse("2010-12-01T08:26:00Z"), line.time());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "completed|order.created, order.completed",
        "pending|order.created",
        "Cancelled|order.created, order.cancelled",
        "canceled|order.created, order.cancelled",
        "refunded|order.created, order.completed, order.refunded",
      })
  void the_status_of_an_order_is_what_becomes_of_it(String status, String types) {
    List<InboundEvent> events =
        events(
            """
            {"order_id":"1","customer_id":"17850","ordered_at":"2010-12-01","total":"9.00",
            "status":"%s"}
            """
                .formatted(status));
    assertEquals(
        types, events.stream().map(it -> it.type().wire()).collect(Collectors.joining(", ")));
  }

  @Test
  void a_cancellation_is_later_than_the_completion_that_an_earlier_import_told() {
    List<InboundEvent> events =
        events(
            """
            {"order_id":"1","customer_id":"17850","ordered_at":"2010-12-01T08:00:00Z","total":1,
            "cancelled_at":"2010-12-03T08:00:00Z"}
            """);
    assertEquals(
        new OrderCancelled(
            new Head(
                "import:order.cancelled:1",
                CUSTOMER,
                MOVED.plus(Duration.ofDays(2)).plusMillis(1),
                HistoryLine.SOURCE),
            "1",
            Optional.empty()),
        events.getLast());
  }

  @Test
  void what_was_given_back_of_an_order_is_a_refund_of_it() {
    List<InboundEvent> events =
        events(
            """
            {"order_id":"1","customer_id":"17850","ordered_at":"2010-12-01T08:00:00Z","total":9,
            "refunded_amount":"2.50"}
            """);
    assertEquals(
        new OrderRefunded(head("import:order.refunded:1"), "1", "1", new Money(250)),
        events.getLast());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2010-12-01T08:26:00Z|2010-12-01T08:26:00Z",
        "2012-01-01 11:13:13 -0500|2012-01-01T16:13:13Z",
        "2024-05-01 09:58:12 +0000|2024-05-01T09:58:12Z",
        "2024-07-01 09:58|2024-07-01T06:58:00Z",
        "2024-01-01|2023-12-31T22:00:00Z",
        "2024-01-01T10:00:00.1234567+02:00|2024-01-01T08:00:00.123456Z",
        "Jan 5, 2021 4:37:28 PM|2021-01-05T14:37:28Z",
        "1291191960|2010-12-01T08:26:00Z",
        "1291191960000|2010-12-01T08:26:00Z",
      })
  void times_are_read_as_shops_write_them(String written, Instant time) {
    assertEquals(
        time,
        good("""
                {"order_id":"1","customer_id":"17850","ordered_at":"%s","total":1}
                """
                .formatted(written))
            .time());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3/4/2026", "03.04.2026", "2026-13-01", "12", "2026-01-01 10", ""})
  void a_time_that_could_be_another_is_none(String written) {
    assertEquals(
        new HistoryLine.Bad("ordered_at is not a time since 1970 such as 2026-01-31T10:15:00Z"),
        read(
            """
            {"order_id":"1","customer_id":"17850","ordered_at":"%s","total":1}
            """
                .formatted(written)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "order 17|not a JSON object",
        "[1,2]|not a JSON object",
        "{\"order_id\":\"1\",\"customer_id\":\"c\",\"total\":\"1.00\"}|ordered_at is missing",
        "{\"order_id\":\"1\",\"customer_id\":\"c\",\"total\":\"1.00\",\"ordered_at\":\"yesterday\"}"
            + "|ordered_at is not a time since 1970 such as 2026-01-31T10:15:00Z",
        "{\"order_id\":\"1\",\"customer_id\":\"c\",\"total\":\"1.00\",\"ordered_at\":17}"
            + "|ordered_at is not a time since 1970 such as 2026-01-31T10:15:00Z",
        "{\"refund_id\":\"1\",\"customer_id\":\"c\",\"amount\":\"1.00\"}|refunded_at is missing",
        "{\"specversion\":\"1.0\",\"type\":\"order.created\"}"
            + "|a CloudEvent, not an order or a refund",
      })
  void a_line_of_neither_form_is_bad(String line, String reason) {
    assertEquals(new HistoryLine.Bad(reason), read(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"order_id\":\"1\",\"customer_id\":\"c\"|total",
        "\"order_id\":\"1\",\"customer_id\":\"c\",\"total\":\"-1\"|total",
        "\"order_id\":\"1\",\"customer_id\":\"c\",\"total\":\"1.005\"|total",
        "\"order_id\":\"a b\",\"customer_id\":\"c\",\"total\":\"1\"|order_id",
        "\"order_id\":\"1\",\"total\":\"1\"|customer_id",
        "\"order_id\":\"1\",\"customer_id\":\"c\",\"total\":\"1\",\"currency\":\"EUR\"|currency",
      })
  void what_the_service_would_refuse_is_bad_and_names_the_field(String fields, String field) {
    HistoryLine line = read("{\"ordered_at\":\"2010-12-01T08:26:00Z\"," + fields + "}");
    assertEquals(
        Optional.of(true),
        line instanceof HistoryLine.Bad bad
            ? Optional.of(bad.reason().contains(field))
            : Optional.empty(),
        line.toString());
  }

  private static Head head(String id) {
    return new Head(id, CUSTOMER, MOVED, HistoryLine.SOURCE);
  }

  private List<InboundEvent> events(String line) {
    return good(line).events(MOVED);
  }

  private HistoryLine.Good good(String line) {
    return switch (read(line)) {
      case HistoryLine.Good good -> good;
      case HistoryLine.Bad bad -> throw new AssertionError(bad.reason());
      case HistoryLine.Unknown unknown -> throw new AssertionError(unknown.toString());
    };
  }

  private HistoryLine read(String line) {
    return reader.read(line.getBytes(StandardCharsets.UTF_8));
  }
}
