package shop.crm.benchmarks.fuzz.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;

class BadMessagesTest {

  private static final int MANY = 2_000;
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  @Test
  void the_same_seed_and_number_make_the_same_message() {
    BadMessages messages = new BadMessages(7, "t", NOON);
    for (int number = 0; number < MANY; number++) {
      BadMessage first = messages.make(number);
      BadMessage again = messages.make(number);
      assertEquals(first.kind(), again.kind());
      assertArrayEquals(first.body(), again.body());
    }
  }

  /** What only properties make wrong is right in its body. */
  @Test
  void what_must_be_refused_is_refused_by_the_reader() {
    EventReader reader = new EventReader("UAH", "default");
    BadMessages messages = new BadMessages(20_261_129, "t", NOON);
    for (int number = 0; number < MANY; number++) {
      BadMessage message = messages.make(number);
      if (message.refused() && !message.kind().equals("timestamp")) {
        Envelope envelope =
            new Envelope(
                true,
                Optional.of(message.routingKey()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                NOON);
        Decoded decoded = reader.read(message.body(), envelope, NOON);
        assertFalse(
            decoded instanceof Decoded.Accepted, number + ", " + message.kind() + ": taken");
      }
    }
  }

  @Test
  void messages_are_of_many_kinds() {
    BadMessages messages = new BadMessages(1, "t", NOON);
    List<String> kinds = new ArrayList<>();
    for (int number = 0; number < MANY; number++) {
      kinds.add(messages.make(number).kind().split(":")[0]);
    }
    assertEquals(
        List.of(
            "JSON with a fault",
            "a key twice",
            "currency",
            "damaged",
            "envelope",
            "envelope without data",
            "envelope without id",
            "envelope without source",
            "envelope without type",
            "id",
            "large",
            "lines",
            "missing field",
            "money",
            "no JSON object",
            "profile",
            "tenant header",
            "timestamp",
            "type"),
        kinds.stream().distinct().sorted().toList());
  }
}
