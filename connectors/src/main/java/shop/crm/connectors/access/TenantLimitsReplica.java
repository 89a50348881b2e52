package shop.crm.connectors.access;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.access.TenantLimits;
import shop.crm.schemas.topic.TenantLimitsJson;

/**
 * All limits that are set for tenants, as their topic has them, in memory. While Kafka is away it
 * goes on with what it knows. For how many tenants there are some is bounded where they are set.
 */
public final class TenantLimitsReplica implements AutoCloseable {

  private final ConcurrentHashMap<String, TenantLimits> tenants = new ConcurrentHashMap<>();
  private final TopicReplica replica;

  /**
   * A replica, not yet started.
   *
   * @param kafka where Kafka is and how to get in, as client properties
   */
  public TenantLimitsReplica(Map<String, Object> kafka, MeterRegistry registry) {
    Gauge.builder("crm.tenants.limited", tenants, Map::size)
        .description("Tenants with limits of their own that this instance knows")
        .register(registry);
    this.replica =
        new TopicReplica(
            "tenant-limits",
            Topics.TENANTS,
            kafka,
            this::take,
            TopicReplica.failures(registry, "crm.tenants.failures", "limits of tenants"));
  }

  /** Begins to read, as soon as Kafka answers. Returns at once. */
  public void start() {
    replica.start();
  }

  /** Whether all is known that was published before it began. */
  public boolean isComplete() {
    return replica.isComplete();
  }

  /** The limits of a tenant, where some are set. */
  public Optional<TenantLimits> find(String tenant) {
    return Optional.ofNullable(tenants.get(tenant));
  }

  /** How it fares. */
  public ConnectorStatus status() {
    return replica.status();
  }

  /** Takes one record; what cannot be read leaves what was known before. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    replica
        .value(record, TenantLimitsJson::read)
        .ifPresent(
            read ->
                tenants.compute(
                    read.tenant(),
                    (_, known) -> {
                      if (known != null && known.revision() > read.revision()) {
                        return known;
                      }
                      // The topic has them in their order: nothing older comes behind it.
                      return read.values().isEmpty() ? null : read;
                    }));
  }

  /** Ends reading. */
  @Override
  public void close() {
    replica.close();
  }
}
