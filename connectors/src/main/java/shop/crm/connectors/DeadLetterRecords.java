package shop.crm.connectors;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.DeadLetter;

/** Dead letters as records for Kafka, and how they get there. */
public final class DeadLetterRecords {

  /** Headers and framing of a record, on top of its value. */
  private static final int OVERHEAD_BYTES = 1 << 20;

  private static final int MAX_REQUEST = Topics.MAX_DEAD_LETTER_BYTES + OVERHEAD_BYTES;

  private DeadLetterRecords() {}

  /** The record of a dead letter that was received at {@code at}; it has no key. */
  public static ProducerRecord<byte[], byte[]> of(DeadLetter letter, Instant at) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTERS, null, at.toEpochMilli(), null, letter.value());
    letter.headers().forEach(record.headers()::add);
    return record;
  }

  /**
   * A producer for dead letters alone, which may be large.
   *
   * @param client where Kafka is and how to get in
   * @param clientId by which the broker shows it, with {@code -dead-letters} behind
   */
  public static Producer<byte[], byte[]> producer(Map<String, Object> client, String clientId) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST);
    config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId + "-dead-letters");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
