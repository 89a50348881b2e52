package shop.crm.connectors.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.ApiKeyRecord;
import shop.crm.schemas.topic.ApiKeyRecordJson;

/**
 * All API keys as their topic has them, in memory. While Kafka is away it goes on with what it
 * knows. How many keys there are is bounded where they are made.
 */
public final class ApiKeyReplica implements AutoCloseable {

  private final ConcurrentHashMap<String, ApiKey> keys = new ConcurrentHashMap<>();
  private final RevokedKeys revoked = new RevokedKeys();
  private final TopicReplica replica;

  /**
   * A replica, not yet started.
   *
   * @param kafka where Kafka is and how to get in, as client properties
   */
  public ApiKeyReplica(Map<String, Object> kafka, MeterRegistry registry) {
    Gauge.builder("crm.keys", keys, Map::size)
        .description("API keys that this instance knows")
        .register(registry);
    this.replica =
        new TopicReplica(
            "api-keys",
            Topics.KEYS,
            kafka,
            this::take,
            TopicReplica.failures(registry, "crm.keys.failures", "API keys"));
  }

  /** Begins to read, as soon as Kafka answers. Returns at once. */
  public void start() {
    replica.start();
  }

  /**
   * Whether all is known that was published before it began. Until then a key that it knows may
   * have been revoked.
   */
  public boolean isComplete() {
    return replica.isComplete();
  }

  /** A key that is not revoked; it may have expired. */
  public Optional<ApiKey> find(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /** How it fares. */
  public ConnectorStatus status() {
    return replica.status();
  }

  /** Takes one record; of two of a key, whatever their order, the one of the higher revision. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.value() == null) {
      return;
    }
    Optional<ApiKeyRecord> read = replica.value(record, ApiKeyRecordJson::read);
    if (read.isEmpty()) {
      // It may be a revocation: rather the key lets nobody in.
      keys.remove(new String(record.key(), UTF_8));
      return;
    }
    switch (read.get()) {
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

  /** Ends reading. */
  @Override
  public void close() {
    replica.close();
  }
}
