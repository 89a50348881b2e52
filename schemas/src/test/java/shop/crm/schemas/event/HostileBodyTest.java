package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.fact.InboundEvent;

/** Bodies made to hurt the reader. */
class HostileBodyTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void an_amount_with_a_monstrous_exponent_is_refused_before_it_is_expanded() {
    assertEquals(Reason.INVALID_MONEY, refused("\"total\":1e2147483647", Optional.empty()));
  }

  @Test
  void an_id_or_a_time_with_a_monstrous_exponent_is_refused_before_it_is_expanded() {
    assertEquals(
        Reason.INVALID_FIELD, refused("\"total\":1,\"ordered_at\":1e2147483647", Optional.empty()));
    assertEquals(
        Reason.INVALID_FIELD,
        refused("\"total\":1,\"occurred_at\":1e-2147483647", Optional.empty()));
    assertEquals(
        Reason.INVALID_FIELD,
        refusedBody(
            "{\"order_id\":\"o\",\"total\":1,\"customer_id\":1e2147483647}", Optional.empty()));
  }

  @Test
  void a_message_stamped_before_1970_is_refused() {
    assertEquals(
        Reason.INVALID_FIELD, refused("\"total\":1", Optional.of(Instant.ofEpochSecond(-1))));
  }

  private static Reason refused(String fields, Optional<Instant> timestamp) {
    return refusedBody("{\"order_id\":\"o\",\"customer_id\":\"c\"," + fields + "}", timestamp);
  }

  private static Reason refusedBody(String body, Optional<Instant> timestamp) {
    Envelope envelope =
        new Envelope(
            true,
            Optional.of("order.created"),
            Optional.empty(),
            timestamp,
            Optional.empty(),
            NOON);
    return switch (new EventReader("UAH", "default").read(body.getBytes(UTF_8), envelope, NOON)) {
      case Decoded.Rejected(Rejection rejection) -> rejection.reason();
      case Decoded.Accepted(InboundEvent event, var _) ->
          throw new AssertionError("accepted: " + event);
    };
  }
}
