package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;

class DeadLetterTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Rejection NOT_JSON = new Rejection(Reason.NOT_JSON, "no JSON");

  @Test
  void a_dead_letter_keeps_the_bytes_and_says_why_whence_and_when() {
    byte[] body = {1, 0, -1};

    DeadLetter letter =
        DeadLetter.of(
            NOT_JSON,
            DeadLetter.rabbitSource("crm.events"),
            NOON,
            body,
            Map.of("message_id", "m-1".getBytes(UTF_8)));

    assertSame(body, letter.value());
    String id = texts(letter).get("crm-id");
    assertTrue(id.matches("[0-9a-f]{32}"), id);
    assertEquals(
        Map.of(
            "crm-id", id,
            "crm-reason", "not-json",
            "crm-detail", "no JSON",
            "crm-source", "rabbitmq:crm.events",
            "crm-received-at", "2026-03-01T12:00:00Z",
            "amqp-message_id", "m-1"),
        texts(letter));
  }

  @Test
  void a_body_that_is_too_long_is_cut_and_its_size_kept() {
    byte[] body = new byte[Topics.MAX_DEAD_LETTER_BYTES + 1];
    body[0] = 7;

    DeadLetter letter =
        DeadLetter.of(NOT_JSON, DeadLetter.kafkaSource("crm.orders", 3, 42), NOON, body, Map.of());

    byte[] kept = new byte[Topics.MAX_DEAD_LETTER_BYTES];
    kept[0] = 7;
    assertArrayEquals(kept, letter.value());
    assertEquals("2097153", texts(letter).get("crm-original-size"));
    assertEquals("kafka:crm.orders-3@42", texts(letter).get("crm-source"));
  }

  @Test
  void a_body_of_which_only_the_beginning_was_read_tells_its_size() {
    DeadLetter letter =
        DeadLetter.of(NOT_JSON, "rabbitmq:q", NOON, new byte[8], 16L << 30, Map.of());

    assertEquals("17179869184", texts(letter).get("crm-original-size"));
  }

  @Test
  void a_message_that_comes_again_has_the_id_that_it_had() {
    String first = id("rabbitmq:q", "b", Map.of("message_id", "m", "redelivered", "false"));

    assertEquals(
        first,
        id(
            "rabbitmq:q",
            "b",
            Map.of("message_id", "m", "redelivered", "true", "header-x-delivery-count", "3")));
    assertNotEquals(
        first, id("rabbitmq:q", "c", Map.of("message_id", "m", "redelivered", "false")));
    assertNotEquals(
        first, id("rabbitmq:q", "b", Map.of("message_id", "n", "redelivered", "false")));
  }

  @Test
  void a_record_has_one_id_whoever_puts_it_aside() {
    assertEquals(
        id("kafka:crm.users-0@7", "b", Map.of("header-trace", "x")),
        id("kafka:crm.users-0@7", "b", Map.of("trace", "x")));
    assertNotEquals(
        id("kafka:crm.users-0@7", "b", Map.of()), id("kafka:crm.users-0@8", "b", Map.of()));
  }

  @Test
  void headers_that_are_too_long_are_left_out_and_counted() {
    Map<String, byte[]> original = new LinkedHashMap<>();
    original.put("endless", new byte[256 << 10]);
    original.put("message_id", "m".getBytes(UTF_8));

    DeadLetter letter = DeadLetter.of(NOT_JSON, "rabbitmq:q", NOON, new byte[0], original);

    assertEquals("1", texts(letter).get("crm-omitted-headers"));
    assertEquals("m", texts(letter).get("amqp-message_id"));
    assertFalse(letter.headers().containsKey("amqp-endless"));
  }

  @Test
  void one_that_the_topic_does_not_take_is_shortened_and_keeps_its_id_and_size() {
    byte[] body = new byte[Topics.MAX_DEAD_LETTER_BYTES + 1];
    DeadLetter whole =
        DeadLetter.of(NOT_JSON, "rabbitmq:q", NOON, body, Map.of("app_id", new byte[100]));

    DeadLetter shortened = whole.shortened();

    assertEquals(Topics.MIN_DEAD_LETTER_BYTES, shortened.value().length);
    Map<String, String> headers = new LinkedHashMap<>(texts(whole));
    headers.remove("amqp-app_id");
    headers.put("crm-omitted-headers", "1");
    assertEquals(headers, texts(shortened));
  }

  private static String id(String source, String body, Map<String, String> original) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    original.forEach((name, value) -> bytes.put(name, value.getBytes(UTF_8)));
    return texts(DeadLetter.of(NOT_JSON, source, NOON, body.getBytes(UTF_8), bytes)).get("crm-id");
  }

  private static Map<String, String> texts(DeadLetter letter) {
    Map<String, String> texts = new LinkedHashMap<>();
    letter.headers().forEach((name, value) -> texts.put(name, new String(value, UTF_8)));
    return texts;
  }
}
