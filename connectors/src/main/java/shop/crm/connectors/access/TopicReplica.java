package shop.crm.connectors.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.Worker;

/**
 * Reads the whole of a compacted topic with one partition, from its beginning, and goes on reading:
 * what is changed anywhere is known here as soon as it is published. While Kafka is away nothing
 * new is known.
 */
final class TopicReplica implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicReplica.class);

  /** For how long a poll waits for news, which end it at once. */
  private static final Duration POLL = Duration.ofMillis(200);

  /** How soon the broker answers a poll for which it has no news. */
  private static final int FETCH_WAIT_MILLIS = 200;

  private final String name;
  private final TopicPartition place;
  private final Map<String, Object> kafka;
  private final Consumer<ConsumerRecord<byte[], byte[]>> take;
  private final LongAdder handled = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final Worker worker;
  private volatile boolean complete;

  /**
   * A replica, not yet started.
   *
   * @param name how it is called among connectors
   * @param kafka where Kafka is and how to get in, as client properties
   * @param take takes each record, one after the other
   * @param failures counts failures to read
   */
  TopicReplica(
      String name,
      String topic,
      Map<String, Object> kafka,
      Consumer<ConsumerRecord<byte[], byte[]>> take,
      Counter failures) {
    this.name = name;
    this.place = new TopicPartition(topic, 0);
    this.kafka = Map.copyOf(kafka);
    this.take = take;
    String address = String.valueOf(kafka.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    this.worker = new Worker(name, address, failures::increment);
  }

  /** Counts failures to read. */
  static Counter failures(MeterRegistry registry, String meter, String what) {
    return Counter.builder(meter)
        .description("Failures to read the topic of " + what)
        .register(registry);
  }

  void start() {
    worker.start(this::read);
  }

  /** Whether all is known that was published before it began. */
  boolean isComplete() {
    return complete;
  }

  /**
   * What a record says.
   *
   * @return nothing where it has no value or cannot be read, which is logged
   */
  <T> Optional<T> value(ConsumerRecord<byte[], byte[]> record, Function<byte[], T> reader) {
    if (record.key() == null || record.value() == null) {
      return Optional.empty();
    }
    try {
      T read = reader.apply(record.value());
      handled.increment();
      return Optional.of(read);
    } catch (IllegalArgumentException e) {
      unreadable.increment();
      LOG.error("{}: the record at offset {} is {}", name, record.offset(), e.getMessage());
      return Optional.empty();
    }
  }

  ConnectorStatus status() {
    return new ConnectorStatus(
        name, worker.state(), handled.sum(), unreadable.sum(), worker.problem());
  }

  private void read(Worker.Run run) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(place));
      consumer.seekToBeginning(List.of(place));
      long end = consumer.endOffsets(List.of(place)).get(place);
      run.running();
      while (!run.stopping()) {
        consumer.poll(POLL).forEach(take);
        if (!complete && consumer.position(place) >= end) {
          complete = true;
          LOG.info("{}: all is known", name);
        }
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "crm-" + name);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    worker.close();
  }
}
