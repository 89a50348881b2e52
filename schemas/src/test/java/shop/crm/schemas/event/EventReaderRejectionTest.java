package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static shop.crm.schemas.event.Bodies.NOW;
import static shop.crm.schemas.event.Bodies.READER;
import static shop.crm.schemas.event.Bodies.order;
import static shop.crm.schemas.event.Bodies.plain;
import static shop.crm.schemas.event.Bodies.read;
import static shop.crm.schemas.event.Bodies.rejection;
import static shop.crm.schemas.event.Bodies.user;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;

class EventReaderRejectionTest {

  private static final String ID = " is not 1 to 128 of A-Z a-z 0-9 . _ : @ + -";

  private static void assertRejected(Reason reason, String detail, String body) {
    assertEquals(new Rejection(reason, detail), rejection(read(body)), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"x\"",
        "7",
        "{",
        "{\"specversion\":\"1.0\"",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":[1}}",
        "{\"tags\":[7,{]}",
        "{\"a\":\"\\x\"}",
        "{} {}",
        "{} x",
        "{\"a\":1}//",
        "{\"total\":\"1.00\",\"total\":\"100.00\"}",
        "{\"data\":{\"total\":\"1.00\",\"tot\\u0061l\":\"100.00\"}}"
      })
  void what_is_not_a_json_object_is_rejected_as_such(String body) {
    assertEquals(Reason.NOT_JSON, rejection(read(body)).reason());
  }

  @Test
  void bytes_that_are_not_utf_8_are_rejected_as_not_json() {
    byte[] body = order("order.cancelled", "\"reason\":\"?\"").getBytes(UTF_8);
    body[new String(body, UTF_8).indexOf('?')] = (byte) 0xFF;
    assertEquals(
        new Rejection(
            Reason.NOT_JSON, "body is not well-formed JSON, or an object has a name twice"),
        rejection(READER.read(body, Bodies.cloudEvent(), NOW)));
  }

  @Test
  void a_lone_half_of_a_surrogate_pair_is_rejected_wherever_it_is_kept() {
    String half = "\\ud83c";
    assertRejected(
        Reason.INVALID_FIELD,
        "reason is not well-formed Unicode",
        order("order.cancelled", "\"reason\":\"a" + half + "b\""));
    assertRejected(
        Reason.INVALID_FIELD,
        "tags is not well-formed Unicode",
        user("\"tags\":[\"\\udf75" + half + "\"]"));
    assertRejected(
        Reason.INVALID_FIELD,
        "id is not well-formed Unicode",
        order("order.cancelled", "").replace("e-1", half));
    assertEquals(
        new Rejection(Reason.INVALID_FIELD, "event id is not well-formed Unicode"),
        rejection(read("{\"order_id\":\"o\",\"customer_id\":\"c\"}", withId("\ud83c"))));
  }

  private static Envelope withId(String id) {
    return new Envelope(
        true,
        Optional.of("order.completed"),
        Optional.of(id),
        Optional.empty(),
        Optional.empty(),
        NOW);
  }

  @Test
  void a_body_above_its_limit_is_too_large() {
    byte[] body = new byte[Topics.MAX_BODY_BYTES + 1];
    assertEquals(
        new Rejection(Reason.TOO_LARGE, "body has 1048577 bytes"),
        rejection(READER.read(body, plain("order.created"), NOW)));
    byte[] event = new byte[Topics.MAX_EVENT_BYTES + 1];
    assertEquals(
        new Rejection(Reason.TOO_LARGE, "body has 1572865 bytes"),
        rejection(READER.read(event, Bodies.cloudEvent(), NOW)));
  }

  @Test
  void what_goes_beyond_the_limits_of_parsing_is_too_large() {
    Rejection expected =
        new Rejection(
            Reason.TOO_LARGE, "body is nested deeper than 64, or holds a number or name too long");
    assertEquals(expected, rejection(read("{\"x\":" + "[".repeat(1000) + "}")));
    assertEquals(expected, rejection(read("{\"data\":".repeat(1000))));
    assertEquals(expected, rejection(read("{\"total\":" + "9".repeat(5000) + "}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"specversion", "id", "source", "type", "data"})
  void a_cloud_event_has_its_required_attributes(String attribute) {
    String body = Bodies.object(order("order.completed", "")).without(attribute).toString();
    assertRejected(Reason.MISSING_FIELD, attribute, body);
    String withNull = Bodies.object(order("order.completed", "")).putNull(attribute).toString();
    assertRejected(Reason.MISSING_FIELD, attribute, withNull);
  }

  @ParameterizedTest
  @CsvSource({
    "specversion, a string",
    "id, a string",
    "source, a string",
    "type, a string",
    "subject, a string",
    "time, a string",
    "tenantid, a string",
    "data, an object"
  })
  void an_attribute_of_another_kind_is_rejected(String attribute, String expected) {
    for (String value : new String[] {"7", "true", "[]", "[[\"x\"]]"}) {
      String rest = Bodies.object(order("order.completed", "")).without(attribute).toString();
      String body = rest.substring(0, rest.length() - 1) + ",\"" + attribute + "\":" + value + "}";
      assertRejected(Reason.INVALID_FIELD, attribute + " is not " + expected, body);
    }
  }

  @Test
  void attributes_say_what_they_may() {
    String body = order("order.completed", "");
    assertRejected(
        Reason.INVALID_FIELD, "specversion is not 1.0", body.replace("\"1.0\"", "\"0.3\""));
    assertRejected(Reason.UNKNOWN_TYPE, "type is not known", body.replace("completed", "lost"));
    assertRejected(
        Reason.INVALID_FIELD, "source is not a name: it is empty", body.replace("oms", ""));
    assertRejected(Reason.INVALID_ID, "event id is empty", body.replace("e-1", ""));
    assertRejected(
        Reason.INVALID_ID,
        "event id is not of at most 512 characters",
        body.replace("e-1", "e".repeat(513)));
    assertRejected(Reason.INVALID_ID, "tenant id" + ID, body.replace("t-1", "t/1"));
    assertRejected(
        Reason.INVALID_FIELD,
        "subject is not the customer of data",
        body.replace("\"subject\":\"c-1\"", "\"subject\":\"c-2\""));
  }

  @Test
  void a_record_on_a_topic_is_a_cloud_event() {
    assertRejected(
        Reason.MISSING_FIELD, "specversion", "{\"order_id\":\"o-1\",\"customer_id\":\"c-1\"}");
  }

  @Test
  void a_plain_body_has_a_known_type_and_valid_ids() {
    String body = "{\"order_id\":\"o-1\",\"customer_id\":\"c-1\",\"tenant_id\":%s}";
    assertEquals(
        new Rejection(Reason.MISSING_FIELD, "routing key"),
        rejection(
            read(
                body.formatted("null"),
                new Envelope(
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    NOW))));
    assertEquals(
        new Rejection(Reason.UNKNOWN_TYPE, "type is not known"),
        rejection(read(body.formatted("null"), plain("order.lost"))));
    assertEquals(
        new Rejection(Reason.INVALID_FIELD, "tenant_id is not a string"),
        rejection(read(body.formatted("42"), plain("order.completed"))));
    assertEquals(
        new Rejection(Reason.INVALID_ID, "tenant id" + ID),
        rejection(read(body.formatted("\"\""), plain("order.completed"))));
    assertEquals(
        new Rejection(Reason.INVALID_ID, "event id is empty"),
        rejection(read(body.formatted("null"), withId(""))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "ä", "a\\nb", "a\\n", "a\\u0000", "{n}", "tooLong"})
  void an_id_has_1_to_128_of_the_allowed_characters(String id) {
    String bad = id.equals("tooLong") ? "x".repeat(129) : id;
    String body = order("order.refunded", "\"refund_id\":\"r-1\",\"amount\":1");
    assertRejected(Reason.INVALID_ID, "order_id" + ID, body.replace("o-1", bad));
    assertRejected(Reason.INVALID_ID, "refund_id" + ID, body.replace("r-1", bad));
    assertRejected(Reason.INVALID_ID, "customer_id" + ID, body.replace("c-1", bad));
    assertRejected(Reason.INVALID_ID, "user_id" + ID, user("").replace("c-1", bad));
  }

  @ParameterizedTest
  @CsvSource({
    "order.created, total",
    "order.refunded, amount",
    "order.refunded, refund_id",
    "order.completed, order_id",
    "order.completed, customer_id",
    "user.registered, user_id"
  })
  void a_required_field_of_data_is_there_and_of_its_kind(String type, String field) {
    String body =
        type.equals("user.registered")
            ? user("")
            : order(type, "\"total\":1,\"amount\":1,\"refund_id\":\"r-1\"");
    var event = Bodies.object(body);
    event.withObject("/data").remove(field);
    assertRejected(Reason.MISSING_FIELD, field, event.toString());
    event.withObject("/data").putNull(field);
    assertRejected(Reason.MISSING_FIELD, field, event.toString());
    event.withObject("/data").putArray(field).addArray().add(1);
    assertEquals(Reason.INVALID_FIELD, rejection(read(event.toString())).reason());
  }

  @Test
  void a_body_in_utf_16_is_json_too() {
    byte[] body = order("order.completed", "").getBytes(UTF_16BE);
    Bodies.event(READER.read(body, Bodies.cloudEvent(), NOW));
  }

  @Test
  void no_rejection_tells_a_value_of_the_body() {
    String secret = "geheim";
    String[] bodies = {
      secret,
      "{\"" + secret,
      "{\"a\":" + secret + "}",
      order("order.created", "\"total\":\"" + secret + "\""),
      order("order.created", "\"currency\":\"" + secret + "\""),
      order("order.created", "\"total\":1,\"items\":[\"" + secret + "\"]"),
      order(secret, ""),
      order("order.completed", "").replace("2026-02-01T10:00:00Z", secret),
      order("order.completed", "").replace("t-1", "/" + secret),
      order("order.completed", "").replace("o-1", "/" + secret),
      order("order.completed", "").replace("e-1", secret.repeat(100)),
      order("order.completed", "").replace("\"1.0\"", "\"" + secret + "\""),
      order("order.completed", "").replace("\"subject\":\"c-1\"", "\"subject\":\"" + secret + "\""),
      user("\"date_of_birth\":\"" + secret + "\""),
      user("\"addresses\":[{\"country\":\"" + secret + "\"}]"),
      user("\"addresses\":[{\"type\":\"" + secret + "\"}]"),
      user("\"email\":[\"" + secret + "\"]"),
      user("\"email\":\"" + secret.repeat(1000) + "\"")
    };
    for (String body : bodies) {
      assertFalse(rejection(read(body)).detail().contains(secret), body);
    }
  }

  @Test
  void a_reader_needs_a_default_tenant_that_is_one() {
    assertThrows(IllegalArgumentException.class, () -> new EventReader("UAH", "a/b"));
  }
}
