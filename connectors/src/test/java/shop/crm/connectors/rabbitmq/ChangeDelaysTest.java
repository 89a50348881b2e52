package shop.crm.connectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;

class ChangeDelaysTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ChangeDelays delays = new ChangeDelays(registry, Clock.fixed(NOW, ZoneOffset.UTC));

  private static ConsumerRecord<byte[], byte[]> record(String topic, String... headers) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(topic, 0, 0, new byte[0], new byte[0]);
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }

  /** Of each topic and start that has delays: how many, and milliseconds altogether. */
  private Map<String, String> recorded() {
    Map<String, String> recorded = new TreeMap<>();
    registry
        .find("crm.change.delay")
        .timers()
        .forEach(
            timer -> {
              if (timer.count() > 0) {
                recorded.put(
                    timer.getId().getTag("topic") + " " + timer.getId().getTag("since"),
                    timer.count() + " " + Math.round(timer.totalTime(TimeUnit.MILLISECONDS)));
              }
            });
    return recorded;
  }

  @Test
  void a_change_tells_how_late_it_is() {
    String tiers = Topics.TIER_CHANGED;
    delays.read(
        record(
            tiers,
            Headers.EVENT_TIME,
            "2026-03-01T11:00:00Z",
            Headers.RECEIVED_AT,
            "2026-03-01T11:59:59.9Z"));
    delays.read(record(tiers, Headers.RECEIVED_AT, "2026-03-01T11:59:59.8Z"));
    delays.read(record(Topics.SEGMENT_CHANGED, Headers.DUE_AT, "2026-03-01T11:59:59Z"));

    assertEquals(
        Map.of(
            tiers + " event", "1 3600000",
            tiers + " receipt", "2 300",
            Topics.SEGMENT_CHANGED + " due", "1 1000"),
        recorded());
  }

  @Test
  void an_event_from_ahead_of_the_clock_is_not_late() {
    delays.read(record(Topics.TIER_CHANGED, Headers.EVENT_TIME, "2026-03-01T12:00:05Z"));

    assertEquals(Map.of(Topics.TIER_CHANGED + " event", "1 0"), recorded());
  }

  @Test
  void what_tells_no_time_is_passed_over() {
    ConsumerRecord<byte[], byte[]> nothing = record(Topics.TIER_CHANGED);
    nothing.headers().add(Headers.EVENT_TIME, null);
    delays.read(nothing);
    delays.read(record(Topics.TIER_CHANGED, Headers.EVENT_TIME, "yesterday"));
    delays.read(record(Topics.CUSTOMER_CREATED, Headers.EVENT_TIME, "2026-03-01T11:00:00Z"));

    assertEquals(Map.of(), recorded());
  }
}
