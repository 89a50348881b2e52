package shop.crm.standalone.bridges;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import shop.crm.schemas.Topics;
import shop.crm.standalone.streams.TopicSetup;

/** Kafka as a test sees it. */
public final class KafkaSide {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private KafkaSide() {}

  public static Map<String, Object> client(String bootstrap) {
    return Map.of("bootstrap.servers", bootstrap);
  }

  public static void createTopics(String bootstrap) {
    TopicSetup.ensure(client(bootstrap), 2, (short) 1, false, Topics.AUDIT_RETENTION);
  }

  /** Which records of transactions a reader sees. */
  public enum Isolation {
    READ_COMMITTED,
    READ_UNCOMMITTED
  }

  /** The topics that are compacted, those of Kafka itself included. */
  public static List<String> compacted(String bootstrap) throws Exception {
    return configs(bootstrap, "cleanup.policy").entrySet().stream()
        .filter(topic -> topic.getValue().contains("compact"))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** One setting of every topic, those of Kafka itself included. */
  public static SortedMap<String, String> configs(String bootstrap, String setting)
      throws Exception {
    try (Admin admin = Admin.create(client(bootstrap))) {
      var names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
      var resources =
          names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
      SortedMap<String, String> values = new TreeMap<>();
      admin
          .describeConfigs(resources)
          .all()
          .get()
          .forEach((topic, config) -> values.put(topic.name(), config.get(setting).value()));
      return values;
    }
  }

  /** From now on a topic takes no record that is longer. */
  public static void limit(String bootstrap, String topic, int bytes) throws Exception {
    try (Admin admin = Admin.create(client(bootstrap))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", String.valueOf(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  /** What compaction leaves of a topic in the end: of each key the newest, if that has a value. */
  public static List<ConsumerRecord<byte[], byte[]>> view(String bootstrap, String topic) {
    Map<ByteBuffer, ConsumerRecord<byte[], byte[]>> newest = new LinkedHashMap<>();
    committed(bootstrap, topic).forEach(one -> newest.put(ByteBuffer.wrap(one.key()), one));
    return newest.values().stream().filter(one -> one.value() != null).toList();
  }

  /** Every committed record that is on a topic now, those of a partition in their order. */
  public static List<ConsumerRecord<byte[], byte[]>> committed(String bootstrap, String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (var consumer = consumer(bootstrap, Isolation.READ_COMMITTED, topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      Instant deadline = Instant.now().plus(PATIENCE);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
        if (Instant.now().isAfter(deadline)) {
          throw new AssertionError("did not get to the end of " + topic);
        }
      }
    }
    return all;
  }

  /** Every committed record of a topic of JSON. */
  public static List<JsonNode> json(String bootstrap, String topic) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> all = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : committed(bootstrap, topic)) {
      all.add(json.readTree(record.value()));
    }
    return all;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrap, Isolation isolation, String topic) {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrap,
                "max.partition.fetch.bytes",
                32 << 20,
                "isolation.level",
                isolation.name().toLowerCase(Locale.ROOT)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
    return consumer;
  }

  /** Reads the topic from its start until what was picked suffices, then what is there besides. */
  static List<ConsumerRecord<byte[], byte[]>> read(
      String bootstrap,
      String topic,
      Predicate<ConsumerRecord<byte[], byte[]>> pick,
      Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
    return read(bootstrap, Isolation.READ_UNCOMMITTED, topic, pick, enough);
  }

  /** The same, as a reader that minds transactions or one that does not. */
  public static List<ConsumerRecord<byte[], byte[]>> read(
      String bootstrap,
      Isolation isolation,
      String topic,
      Predicate<ConsumerRecord<byte[], byte[]>> pick,
      Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
    Instant deadline = Instant.now().plus(PATIENCE);
    List<ConsumerRecord<byte[], byte[]>> picked = new ArrayList<>();
    try (var consumer = consumer(bootstrap, isolation, topic)) {
      while (true) {
        var records = consumer.poll(Duration.ofMillis(500));
        records.forEach(
            record -> {
              if (pick.test(record)) {
                picked.add(record);
              }
            });
        if (records.isEmpty() && enough.test(picked)) {
          return picked;
        }
        if (Instant.now().isAfter(deadline)) {
          throw new AssertionError("waited in vain on " + topic + "; got " + picked.size());
        }
      }
    }
  }
}
