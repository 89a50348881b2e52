package shop.crm.connectors.rabbitmq;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.header.Header;
import shop.crm.connectors.DeadLetterCounters;
import shop.crm.schemas.event.DeadLetter;
import shop.crm.schemas.event.Rejection;

/** Puts records of the change topics that are no changes among the dead letters. Rare. */
final class UnreadableChanges implements AutoCloseable {

  private final Map<String, Object> kafka;
  private final DeadLetterCounters counters;
  private final LongAdder count = new LongAdder();
  private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

  UnreadableChanges(Map<String, Object> kafka, MeterRegistry registry) {
    this.kafka = kafka;
    this.counters = new DeadLetterCounters(registry, "kafka");
  }

  /**
   * Returns once Kafka has the dead letter.
   *
   * @throws IOException if it does not take it
   */
  void bury(ConsumerRecord<byte[], byte[]> record, Rejection rejection)
      throws IOException, InterruptedException {
    Map<String, byte[]> original = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        original.put("header-" + header.key(), header.value());
      }
    }
    DeadLetter letter =
        DeadLetter.of(
            rejection,
            DeadLetter.kafkaSource(record.topic(), record.partition(), record.offset()),
            Instant.ofEpochMilli(record.timestamp()),
            record.value() == null ? new byte[0] : record.value(),
            original);
    Producer<byte[], byte[]> open =
        producer.orElseGet(() -> KafkaSink.deadLetterProducer(kafka, "crm-rabbitmq-out"));
    producer = Optional.of(open);
    try {
      open.send(DeadLetterRecords.of(letter, Instant.ofEpochMilli(record.timestamp()))).get();
    } catch (ExecutionException e) {
      close();
      throw new IOException("Kafka did not take a dead letter", e.getCause());
    }
    count.increment();
    counters.count(rejection.reason());
  }

  long count() {
    return count.sum();
  }

  @Override
  public void close() {
    producer.ifPresent(open -> open.close(Duration.ZERO));
    producer = Optional.empty();
  }
}
