package shop.crm.connectors.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;

class ChangeMessageTest {

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
        ChangeMessage.of("{\"id\":\"i\",\"type\":\"t\",\"tenantid\":7}".getBytes(UTF_8)));
    assertEquals(
        new ChangeMessage.Unreadable(
            new Rejection(Reason.INVALID_ID, "tenantid is not a tenant id")),
        ChangeMessage.of(
            ("{\"id\":\"i\",\"type\":\"t\",\"tenantid\":\"" + "a".repeat(200_000) + "\"}")
                .getBytes(UTF_8)));
    assertEquals(
        new ChangeMessage.Unreadable(new Rejection(Reason.NOT_JSON, "body is not a JSON object")),
        ChangeMessage.of(new byte[0]));
  }

  private static ChangeMessage.Change change(byte[] event) {
    return assertInstanceOf(ChangeMessage.Change.class, ChangeMessage.of(event));
  }

  private static byte[] event(String id) {
    return ("{\"id\":\"" + id + "\",\"type\":\"t\",\"tenantid\":\"a\",\"data\":{\"id\":\"no\"}}")
        .getBytes(UTF_8);
  }
}
