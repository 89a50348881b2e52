package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

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
    assertEquals(
        Map.of(
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
    assertEquals("16777217", texts(letter).get("crm-original-size"));
    assertEquals("kafka:crm.orders-3@42", texts(letter).get("crm-source"));
  }

  private static Map<String, String> texts(DeadLetter letter) {
    Map<String, String> texts = new LinkedHashMap<>();
    letter.headers().forEach((name, value) -> texts.put(name, new String(value, UTF_8)));
    return texts;
  }
}
