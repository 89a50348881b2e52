package shop.crm.standalone.bridges;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import shop.crm.schemas.Topics;

/** Kafka as a test sees it. */
public final class KafkaSide {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private KafkaSide() {}

  public static Map<String, Object> client(String bootstrap) {
    return Map.of("bootstrap.servers", bootstrap);
  }

  public static void createTopics(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(client(bootstrap))) {
      admin
          .createTopics(
              Topics.all(2).stream()
                  .map(t -> new NewTopic(t.name(), t.partitions(), (short) 1).configs(t.config()))
                  .toList())
          .all()
          .get();
    }
  }

  /** Which records of transactions a reader sees. */
  public enum Isolation {
    READ_COMMITTED,
    READ_UNCOMMITTED
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
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrap,
                "max.partition.fetch.bytes",
                32 << 20,
                "isolation.level",
                isolation.name().toLowerCase(Locale.ROOT)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
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
