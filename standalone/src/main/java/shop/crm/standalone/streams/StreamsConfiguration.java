package shop.crm.standalone.streams;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.restoreConsumerPrefix;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import shop.crm.schemas.Topics;
import shop.crm.standalone.config.Configuration;

/** The properties that Kafka Streams runs with. */
public final class StreamsConfiguration {

  static final String APPLICATION_ID = "crm";

  /** The least that brokers allow unless they are told otherwise. */
  static final int SESSION_MILLIS = 6_000;

  private static final long CACHE_BYTES = 32L << 20;

  private StreamsConfiguration() {}

  /**
   * The properties: what suits the service, over that what {@code KAFKA_*} says, over that what its
   * guarantees rest on.
   *
   * @param kafka how Kafka is reached, with what {@code KAFKA_*} says
   * @param advertised {@code host:port} by which other instances reach this one
   */
  public static Map<String, Object> of(
      Configuration configuration, Map<String, Object> kafka, String advertised) {
    Map<String, Object> properties = new HashMap<>(suitable(configuration));
    TopicDurability.config(configuration.kafka().replicationFactor())
        .forEach((name, value) -> properties.put(StreamsConfig.topicPrefix(name), value));
    properties.putAll(kafka);
    properties.putAll(fixed(configuration, advertised));
    return properties;
  }

  private static Map<String, Object> suitable(Configuration configuration) {
    return Map.ofEntries(
        Map.entry(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES),
        Map.entry(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 2_000),
        Map.entry(StreamsConfig.LOG_SUMMARY_INTERVAL_MS_CONFIG, -1L),
        Map.entry(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false),
        Map.entry(StreamsConfig.METADATA_MAX_AGE_CONFIG, 60_000L),
        Map.entry(consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000),
        Map.entry(restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000),
        // Until a killed instance is missed, its customers have no owner: decision 14.
        Map.entry(consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS),
        Map.entry(consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), SESSION_MILLIS / 4),
        Map.entry(producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4"),
        Map.entry(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20),
        Map.entry(producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10),
        // Until the transaction of a killed instance ends, nobody restores what it owned. Whoever
        // stalls for longer than a session has lost its tasks anyway.
        Map.entry(
            producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
            (int)
                Math.max(SESSION_MILLIS, 2 * configuration.streams().commitInterval().toMillis())),
        // A dead letter is as long as what it was made of, and must never be refused.
        Map.entry(
            producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
            Topics.MAX_DEAD_LETTER_BYTES + (1 << 20)),
        Map.entry(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), 8 << 20),
        // What was deleted with an erased customer leaves the changelogs within that time.
        Map.entry(
            StreamsConfig.topicPrefix(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG),
            Topics.MAX_COMPACTION_LAG.toMillis()));
  }

  private static Map<String, Object> fixed(Configuration configuration, String advertised) {
    return Map.ofEntries(
        Map.entry(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID),
        Map.entry(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised),
        Map.entry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2),
        Map.entry(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic"),
        Map.entry(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true),
        Map.entry(
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
            configuration.streams().commitInterval().toMillis()),
        Map.entry(StreamsConfig.NUM_STREAM_THREADS_CONFIG, configuration.streams().threads()),
        Map.entry(
            StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, configuration.streams().standbyReplicas()),
        Map.entry(
            StreamsConfig.REPLICATION_FACTOR_CONFIG,
            (int) configuration.kafka().replicationFactor()),
        Map.entry(
            StreamsConfig.STATE_DIR_CONFIG, configuration.dataDir().resolve("streams").toString()),
        Map.entry(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName()),
        Map.entry(
            BoundedRocksDb.MEMORY_BYTES,
            String.valueOf((long) configuration.streams().memoryMegabytes() << 20)),
        Map.entry(CommonClientConfigs.CLIENT_ID_CONFIG, "crm"));
  }
}
