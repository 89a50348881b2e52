package shop.crm.connectors.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundType;

class TranslatorTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant EARLIER = Instant.parse("2026-02-01T08:00:00Z");
  private static final EventReader READER = new EventReader("UAH", "default");

  private final Translator translator =
      new Translator(READER, "UAH", Clock.fixed(NOON, ZoneOffset.UTC), "crm.events");

  @Test
  void a_plain_body_takes_its_id_time_and_tenant_from_the_properties() {
    byte[] body =
        "{\"order_id\":\"o\",\"customer_id\":\"c\",\"refund_id\":\"r\",\"amount\":\"2.50\"}"
            .getBytes(UTF_8);
    BasicProperties properties =
        new BasicProperties.Builder()
            .messageId("m")
            .timestamp(Date.from(EARLIER))
            .headers(Map.of("tenant_id", "acme"))
            .build();

    var event =
        assertInstanceOf(Translation.Event.class, translate("order.refunded", properties, body));

    assertEquals(InboundType.ORDER_REFUNDED, event.type());
    assertEquals("crm.orders", event.record().topic());
    assertEquals("acme/c", new String(event.record().key(), UTF_8));
    assertEquals(NOON.toEpochMilli(), event.record().timestamp());
    assertEquals(
        new Decoded.Accepted(
            new InboundEvent.OrderRefunded(
                new InboundEvent.Head(
                    "m", new CustomerKey("acme", "c"), EARLIER, "amqp:order.refunded"),
                "o",
                "r",
                Money.parse("2.50"))),
        READER.read(
            event.record().value(), shop.crm.schemas.event.Envelope.cloudEvent(NOON), NOON));
  }

  @Test
  void an_empty_message_id_is_as_good_as_none() {
    byte[] body = "{\"order_id\":\"o\",\"customer_id\":\"c\",\"total\":1}".getBytes(UTF_8);
    BasicProperties properties = new BasicProperties.Builder().messageId("").build();
    assertInstanceOf(Translation.Event.class, translate("order.created", properties, body));
  }

  @Test
  void what_breaks_a_rule_of_profiles_is_left_out_and_told_after_the_event() {
    byte[] body = "{\"user_id\":\"c\",\"email\":\"nobody\",\"first_name\":\"Ann\"}".getBytes(UTF_8);

    var event =
        assertInstanceOf(
            Translation.Event.class, translate("user.registered", new BasicProperties(), body));

    Translation.Dead leftOut = event.leftOut().orElseThrow();
    assertEquals(Reason.INVALID_FIELD, leftOut.reason());
    assertEquals(
        Optional.of("email is not an email address"), header(leftOut.record(), "crm-detail"));
    assertSame(body, leftOut.record().value());
    assertEquals(
        Optional.empty(),
        assertInstanceOf(
                Decoded.Accepted.class,
                READER.read(
                    event.record().value(), shop.crm.schemas.event.Envelope.cloudEvent(NOON), NOON))
            .leftOut());
  }

  @Test
  void a_timestamp_that_can_only_be_milliseconds_is_read_as_such() {
    byte[] body = "{\"order_id\":\"o\",\"customer_id\":\"c\",\"total\":1}".getBytes(UTF_8);
    // As the client makes it of the seconds that AMQP has.
    Date read = new Date(1_000 * EARLIER.toEpochMilli());
    BasicProperties properties = new BasicProperties.Builder().timestamp(read).build();

    var event =
        assertInstanceOf(Translation.Event.class, translate("order.created", properties, body));

    assertEquals(
        EARLIER,
        assertInstanceOf(
                Decoded.Accepted.class,
                READER.read(
                    event.record().value(), shop.crm.schemas.event.Envelope.cloudEvent(NOON), NOON))
            .event()
            .head()
            .time());
  }

  @Test
  void what_is_no_event_becomes_a_dead_letter_with_all_that_it_came_with() {
    byte[] body = {0, 1};
    BasicProperties properties =
        new BasicProperties.Builder()
            .messageId("m")
            .timestamp(Date.from(EARLIER))
            .headers(Map.of("message_id", "another", "raw", new byte[] {9}))
            .build();

    var dead =
        assertInstanceOf(Translation.Dead.class, translate("order.created", properties, body));

    assertEquals(Reason.NOT_JSON, dead.reason());
    assertSame(body, dead.record().value());
    assertEquals("crm.dead-letters", dead.record().topic());
    assertEquals(Optional.of("not-json"), header(dead.record(), "crm-reason"));
    assertEquals(Optional.of("rabbitmq:crm.events"), header(dead.record(), "crm-source"));
    assertEquals(Optional.of(NOON.toString()), header(dead.record(), "crm-received-at"));
    assertEquals(Optional.of("order.created"), header(dead.record(), "amqp-routing_key"));
    assertEquals(Optional.of("m"), header(dead.record(), "amqp-message_id"));
    assertEquals(Optional.of(EARLIER.toString()), header(dead.record(), "amqp-timestamp"));
    assertEquals(Optional.of("another"), header(dead.record(), "amqp-header-message_id"));
    assertEquals(Optional.of("\t"), header(dead.record(), "amqp-header-raw"));
    assertEquals(Optional.empty(), header(dead.record(), "amqp-reply_to"));
  }

  @Test
  void a_body_of_which_only_the_beginning_was_read_is_too_large_whatever_it_says() {
    byte[] beginning = "{\"order_id\":\"o\",\"customer_id\":\"c\",\"total\":1}".getBytes(UTF_8);
    var dead =
        assertInstanceOf(
            Translation.Dead.class,
            one(
                translator.translate(
                    delivery("order.created", new BasicProperties(), beginning),
                    OptionalLong.of(16 << 20))));

    assertEquals(Reason.TOO_LARGE, dead.reason());
    assertSame(beginning, dead.record().value());
    assertEquals(Optional.of("16777216"), header(dead.record(), "crm-original-size"));
  }

  @Test
  void headers_that_cannot_be_written_out_cost_the_message_no_more_than_themselves() {
    Map<String, Object> deep = Map.of();
    for (int i = 0; i < 100_000; i++) {
      deep = Map.of("a", deep);
    }
    BasicProperties properties = new BasicProperties.Builder().headers(deep).build();

    var dead =
        assertInstanceOf(
            Translation.Dead.class, translate("order.created", properties, new byte[] {0}));

    assertEquals(Reason.POISON, dead.reason());
    assertEquals(Optional.of("java.lang.StackOverflowError"), header(dead.record(), "crm-detail"));
  }

  private static Delivery delivery(String routingKey, BasicProperties properties, byte[] body) {
    return new Delivery(new Envelope(1, false, "shop.events", routingKey), properties, body);
  }

  private Translation translate(String routingKey, BasicProperties properties, byte[] body) {
    return one(translator.translate(delivery(routingKey, properties, body), OptionalLong.empty()));
  }

  private static Translation one(List<Translation> translations) {
    assertEquals(1, translations.size());
    return translations.getFirst();
  }

  private static Optional<String> header(ProducerRecord<byte[], byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(header -> new String(header.value(), UTF_8));
  }
}
