package shop.crm.connectors.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;

class ChangeMessageTest {

  private static final Iterable<Header> NONE = new RecordHeaders();

  @Test
  void a_message_tells_what_its_body_and_its_record_do() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("content-type", "application/cloudevents+json".getBytes(UTF_8));
    headers.add("crm-event-time", "2026-03-01T11:59:58Z".getBytes(UTF_8));
    headers.add("crm-received-at", "2026-03-01T11:59:59Z".getBytes(UTF_8));
    headers.add("crm-due-at", "x".repeat(200_000).getBytes(UTF_8));
    byte[] body =
        ("{\"id\":\"i\",\"type\":\"customer.tier_changed\",\"tenantid\":\"acme\","
                + "\"time\":\"2026-03-01T12:00:00.5Z\",\"data\":{}}")
            .getBytes(UTF_8);

    ChangeMessage.Change change =
        assertInstanceOf(ChangeMessage.Change.class, ChangeMessage.of(body, headers));

    assertEquals("customer.tier_changed", change.routingKey());
    BasicProperties properties = change.properties();
    assertEquals("i", properties.getMessageId());
    assertEquals("customer.tier_changed", properties.getType());
    assertEquals("crm", properties.getAppId());
    assertEquals("application/cloudevents+json", properties.getContentType());
    assertEquals(Instant.parse("2026-03-01T12:00:00.5Z"), properties.getTimestamp().toInstant());
    assertEquals(
        Map.of(
            "tenant_id", "acme",
            "crm-event-time", "2026-03-01T11:59:58Z",
            "crm-received-at", "2026-03-01T11:59:59Z"),
        properties.getHeaders());
  }

  @Test
  void a_time_that_is_none_costs_the_message_its_timestamp_alone() {
    byte[] body =
        "{\"id\":\"i\",\"type\":\"t\",\"tenantid\":\"a\",\"time\":\"noon\"}".getBytes(UTF_8);
    assertNull(change(body).properties().getTimestamp());
  }

  @Test
  void an_id_that_is_too_long_for_amqp_gets_a_short_one_that_is_always_the_same() {
    byte[] event = event("x".repeat(256));
    String first = change(event).properties().getMessageId();
    assertEquals(36, first.length());
    assertEquals(first, change(event).properties().getMessageId());
    assertEquals("x".repeat(255), change(event("x".repeat(255))).properties().getMessageId());
  }

  @Test
  void what_lacks_an_attribute_or_is_no_json_is_unreadable() {
    assertEquals(
        new ChangeMessage.Unreadable(new Rejection(Reason.MISSING_FIELD, "tenantid")),
        ChangeMessage.of("{\"id\":\"i\",\"type\":\"t\",\"tenantid\":7}".getBytes(UTF_8), NONE));
    assertEquals(
        new ChangeMessage.Unreadable(
            new Rejection(Reason.INVALID_ID, "tenantid is not a tenant id")),
        ChangeMessage.of(
            ("{\"id\":\"i\",\"type\":\"t\",\"tenantid\":\"" + "a".repeat(200_000) + "\"}")
                .getBytes(UTF_8),
            NONE));
    assertEquals(
        new ChangeMessage.Unreadable(new Rejection(Reason.NOT_JSON, "body is not a JSON object")),
        ChangeMessage.of(new byte[0], NONE));
  }

  private static ChangeMessage.Change change(byte[] event) {
    return assertInstanceOf(ChangeMessage.Change.class, ChangeMessage.of(event, NONE));
  }

  private static byte[] event(String id) {
    return ("{\"id\":\"" + id + "\",\"type\":\"t\",\"tenantid\":\"a\",\"data\":{\"id\":\"no\"}}")
        .getBytes(UTF_8);
  }
}
