package shop.crm.connectors;

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
import shop.crm.schemas.event.DeadLetter;
import shop.crm.schemas.event.Rejection;

/** Puts records that cannot be read among the dead letters. Rare. */
public final class UnreadableRecords implements AutoCloseable {

  private final Map<String, Object> kafka;
  private final String clientId;
  private final DeadLetterCounters counters;
  private final LongAdder count = new LongAdder();
  private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

  /**
   * Dead letters of one reader of topics.
   *
   * @param kafka where Kafka is and how to get in
   * @param clientId of the reader
   */
  public UnreadableRecords(Map<String, Object> kafka, String clientId, MeterRegistry registry) {
    this.kafka = Map.copyOf(kafka);
    this.clientId = clientId;
    this.counters = new DeadLetterCounters(registry, "kafka");
  }

  /**
   * Returns once Kafka has the dead letter.
   *
   * @throws IOException if it does not take it
   */
  public void bury(ConsumerRecord<byte[], byte[]> record, Rejection rejection)
      throws IOException, InterruptedException {
    Map<String, byte[]> original = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        original.put("header-" + header.key(), header.value());
      }
    }
    Instant at = time(record);
    DeadLetter letter =
        DeadLetter.of(
            rejection,
            DeadLetter.kafkaSource(record.topic(), record.partition(), record.offset()),
            at,
            record.value() == null ? new byte[0] : record.value(),
            original);
    try {
      send(letter, at);
    } catch (ExecutionException e) {
      close();
      throw new IOException("Kafka did not take a dead letter", e.getCause());
    }
    count.increment();
    counters.count(rejection.reason());
  }

  private void send(DeadLetter letter, Instant at) throws ExecutionException, InterruptedException {
    Producer<byte[], byte[]> open =
        producer.orElseGet(() -> DeadLetterRecords.producer(kafka, clientId));
    producer = Optional.of(open);
    try {
      open.send(DeadLetterRecords.of(letter, at)).get();
    } catch (ExecutionException e) {
      if (!KafkaRefusals.isOfTheRecord(e)) {
        throw e;
      }
      open.send(DeadLetterRecords.of(letter.shortened(), at)).get();
    }
  }

  /**
   * The time of a record, which may have none, or one that Kafka does not take of a dead letter.
   */
  private static Instant time(ConsumerRecord<byte[], byte[]> record) {
    long now = System.currentTimeMillis();
    return Instant.ofEpochMilli(Math.clamp(record.timestamp(), 0, now));
  }

  /** How many there were. */
  public long count() {
    return count.sum();
  }

  @Override
  public void close() {
    producer.ifPresent(open -> open.close(Duration.ZERO));
    producer = Optional.empty();
  }
}
