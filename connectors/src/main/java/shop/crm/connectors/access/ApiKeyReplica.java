package shop.crm.connectors.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.Worker;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.ApiKeyRecord;
import shop.crm.schemas.topic.ApiKeyRecordJson;

/**
 * All API keys as their topic has them, in memory. Each instance reads the whole topic, from its
 * beginning, and goes on reading: what is changed anywhere is known here as soon as it is
 * published. While Kafka is away it goes on with what it knows. How many keys there are is bounded
 * where they are made.
 */
public final class ApiKeyReplica implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ApiKeyReplica.class);
  private static final String NAME = "api-keys";
  private static final TopicPartition PLACE = new TopicPartition(Topics.KEYS, 0);

  /** For how long a poll waits for news, which end it at once. */
  private static final Duration POLL = Duration.ofMillis(200);

  /** How soon the broker answers a poll for which it has no news. */
  private static final int FETCH_WAIT_MILLIS = 200;

  private final Map<String, Object> kafka;
  private final ConcurrentHashMap<String, ApiKey> keys = new ConcurrentHashMap<>();
  private final RevokedKeys revoked = new RevokedKeys();
  private final LongAdder handled = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final Worker worker;
  private volatile boolean complete;

  /**
   * A replica, not yet started.
   *
   * @param kafka where Kafka is and how to get in, as client properties
   */
  public ApiKeyReplica(Map<String, Object> kafka, MeterRegistry registry) {
    this.kafka = Map.copyOf(kafka);
    Counter failures =
        Counter.builder("crm.keys.failures")
            .description("Failures to read the topic of API keys")
            .register(registry);
    Gauge.builder("crm.keys", keys, Map::size)
        .description("API keys that this instance knows")
        .register(registry);
    String address = String.valueOf(kafka.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    this.worker = new Worker(NAME, address, failures::increment);
  }

  /** Begins to read, as soon as Kafka answers. Returns at once. */
  public void start() {
    worker.start(this::read);
  }

  /**
   * Whether all is known that was published before it began. Until then a key that it knows may
   * have been revoked.
   */
  public boolean isComplete() {
    return complete;
  }

  /** A key that is not revoked; it may have expired. */
  public Optional<ApiKey> find(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /** How it fares. */
  public ConnectorStatus status() {
    return new ConnectorStatus(
        NAME, worker.state(), handled.sum(), unreadable.sum(), worker.problem());
  }

  private void read(Worker.Run run) {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(PLACE));
      consumer.seekToBeginning(List.of(PLACE));
      long end = consumer.endOffsets(List.of(PLACE)).get(PLACE);
      run.running();
      while (!run.stopping()) {
        consumer.poll(POLL).forEach(this::take);
        if (!complete && consumer.position(PLACE) >= end) {
          complete = true;
          LOG.info("{}: {} keys are known", NAME, keys.size());
        }
      }
    }
  }

  /** Takes one record; of two of a key, whatever their order, the one of the higher revision. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.value() == null) {
      return;
    }
    ApiKeyRecord read;
    try {
      read = ApiKeyRecordJson.read(record.value());
    } catch (IllegalArgumentException e) {
      // It may be a revocation: rather the key lets nobody in.
      keys.remove(new String(record.key(), UTF_8));
      unreadable.increment();
      LOG.error("{}: the record at offset {} is {}", NAME, record.offset(), e.getMessage());
      return;
    }
    handled.increment();
    switch (read) {
      case ApiKeyRecord.Issued(ApiKey key) -> {
        if (revoked.isNewer(key)) {
          keys.merge(key.id(), key, ApiKeyReplica::newer);
        }
      }
      case ApiKeyRecord.Revoked gone -> {
        revoked.add(gone);
        keys.computeIfPresent(
            gone.id(), (_, known) -> known.revision() < gone.revision() ? null : known);
      }
    }
  }

  private static ApiKey newer(ApiKey known, ApiKey read) {
    return read.revision() >= known.revision() ? read : known;
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "crm-" + NAME);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Ends reading. */
  @Override
  public void close() {
    worker.close();
  }
}
