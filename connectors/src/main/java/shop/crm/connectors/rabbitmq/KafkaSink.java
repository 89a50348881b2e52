package shop.crm.connectors.rabbitmq;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import shop.crm.connectors.DeadLetterRecords;
import shop.crm.schemas.Topics;

/**
 * Kafka as the bridge writes to it: one producer for events, tuned for many small records, and one
 * for dead letters, which may be large. A send blocks while the memory for records is used up.
 */
final class KafkaSink implements AutoCloseable {

  private static final long EVENT_MEMORY_BYTES = 32L << 20;
  private static final int EVENT_BATCH_BYTES = 64 << 10;
  private static final int EVENT_LINGER_MILLIS = 5;

  /**
   * What is not written by then is given up, and comes again over a new connection, since RabbitMQ
   * has no acknowledgement of it: a producer that Kafka refuses for good (its sequence numbers no
   * longer fit) holds events up for so long, not for the client's two minutes.
   */
  private static final int DELIVERY_MILLIS = 30_000;

  private static final int REQUEST_MILLIS = 15_000;

  /** Headers and framing of a record, on top of its value. */
  private static final int OVERHEAD_BYTES = 1 << 20;

  private final Producer<byte[], byte[]> events;
  private final Producer<byte[], byte[]> deadLetters;

  KafkaSink(Producer<byte[], byte[]> events, Producer<byte[], byte[]> deadLetters) {
    this.events = events;
    this.deadLetters = deadLetters;
  }

  /**
   * Opens both producers.
   *
   * @param client where Kafka is and how to get in
   * @param clientId by which the broker shows them
   */
  static KafkaSink open(Map<String, Object> client, String clientId) {
    Map<String, Object> patient = new HashMap<>(client);
    patient.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    patient.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    Producer<byte[], byte[]> events = producer(eventConfig(patient, clientId));
    try {
      return new KafkaSink(events, DeadLetterRecords.producer(patient, clientId));
    } catch (RuntimeException e) {
      events.close(Duration.ZERO);
      throw e;
    }
  }

  private static Map<String, Object> eventConfig(Map<String, Object> client, String clientId) {
    Map<String, Object> config = new HashMap<>(client);
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, EVENT_LINGER_MILLIS);
    config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, EVENT_BATCH_BYTES);
    config.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, EVENT_MEMORY_BYTES);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_EVENT_BYTES + OVERHEAD_BYTES);
    return guaranteed(config, clientId);
  }

  private static Map<String, Object> guaranteed(Map<String, Object> config, String clientId) {
    config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return config;
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes the record; {@code done} hears, on a thread of Kafka's, what became of it. */
  void send(Translation translation, Callback done) {
    switch (translation) {
      case Translation.Event event -> events.send(event.record(), done);
      case Translation.Dead dead -> deadLetters.send(dead.record(), done);
    }
  }

  /** Waits until all that was sent is written, or has failed, and its callbacks have run. */
  void flush() {
    events.flush();
    deadLetters.flush();
  }

  /** Gives up what is not yet written. */
  @Override
  public void close() {
    events.close(Duration.ZERO);
    deadLetters.close(Duration.ZERO);
  }
}
