package shop.crm.connectors.rabbitmq;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.Rfc3339;

/**
 * How late changes are when a reader of committed records has them: since the time of the event
 * that brought them about, since that was received, and since they were due where time alone did.
 */
final class ChangeDelays {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeDelays.class);

  /** From a commit interval to what a backlog of days comes to. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(150),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofDays(1)
  };

  private static final Map<String, String> SINCE =
      Map.of(Headers.EVENT_TIME, "event", Headers.RECEIVED_AT, "receipt", Headers.DUE_AT, "due");

  private final Map<Kind, Timer> timers = new HashMap<>();
  private final Clock clock;

  private record Kind(String topic, String header) {}

  /** Registers a histogram for each topic and each of the three. */
  ChangeDelays(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    for (String topic :
        List.of(Topics.SEGMENT_CHANGED, Topics.TIER_CHANGED, Topics.SEGMENT_MEMBERSHIP)) {
      SINCE.forEach(
          (header, since) ->
              timers.put(
                  new Kind(topic, header),
                  Timer.builder("crm.change.delay")
                      .description("From what brought a change about until it can be read")
                      .tag("topic", topic)
                      .tag("since", since)
                      .serviceLevelObjectives(BUCKETS)
                      .register(registry)));
    }
  }

  /** Takes in a change that has just been read. */
  void read(ConsumerRecord<byte[], byte[]> record) {
    for (Header header : record.headers()) {
      Timer timer = timers.get(new Kind(record.topic(), header.key()));
      if (timer != null && header.value() != null) {
        record(timer, header);
      }
    }
  }

  /** Whoever wrote a time that is none, it must not stop the bridge. */
  private void record(Timer timer, Header header) {
    try {
      Instant time = Rfc3339.parse(new String(header.value(), StandardCharsets.US_ASCII));
      // A shop's clock may be ahead of ours.
      Duration delay = Duration.between(time, clock.instant());
      timer.record(delay.isNegative() ? Duration.ZERO : delay);
    } catch (DateTimeException e) {
      LOG.debug("passing over the header {} of a change", header.key(), e);
    }
  }
}
