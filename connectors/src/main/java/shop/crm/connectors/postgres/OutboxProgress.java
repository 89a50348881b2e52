package shop.crm.connectors.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.topic.OutboxProgressJson;

/**
 * Which rows of the outbox were published last: written in the transaction that publishes them, so
 * that whoever reads it knows which of the rows that are still there are on Kafka already.
 */
final class OutboxProgress {

  private static final TopicPartition PLACE = new TopicPartition(Topics.OUTBOX_PROGRESS, 0);
  private static final Duration POLL = Duration.ofMillis(500);

  /** How far before the end the newest record is looked for at first. */
  private static final long FIRST_LOOK = 64;

  private static final String MARK = "mark";

  private OutboxProgress() {}

  static ProducerRecord<byte[], byte[]> record(String installation, List<Long> ids) {
    byte[] value = OutboxProgressJson.write(ids);
    return new ProducerRecord<>(PLACE.topic(), PLACE.partition(), key(installation), value);
  }

  /** A record that is only there to be read: it stands behind all that was written before. */
  static ProducerRecord<byte[], byte[]> mark() {
    byte[] key = MARK.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(PLACE.topic(), PLACE.partition(), key, key);
  }

  /**
   * The rows that were published last from a database; none if there were none.
   *
   * @param mark the offset of a mark that was written after them
   */
  static List<Long> last(Map<String, Object> kafka, String installation, long mark) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "crm-outbox-progress");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(PLACE));
      long end = mark + 1;
      long begin = consumer.beginningOffsets(List.of(PLACE)).get(PLACE);
      for (long back = FIRST_LOOK; ; back *= 8) {
        long from = Math.max(begin, end - back);
        Optional<byte[]> newest = newest(consumer, from, end, installation);
        if (newest.isPresent()) {
          return OutboxProgressJson.read(newest.get());
        }
        if (from == begin) {
          return List.of();
        }
      }
    }
  }

  private static Optional<byte[]> newest(
      KafkaConsumer<byte[], byte[]> consumer, long from, long end, String installation) {
    Optional<byte[]> newest = Optional.empty();
    consumer.seek(PLACE, from);
    while (consumer.position(PLACE) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.key() != null
            && new String(record.key(), StandardCharsets.UTF_8).equals(installation)) {
          newest = Optional.ofNullable(record.value());
        }
      }
    }
    return newest;
  }

  private static byte[] key(String installation) {
    return installation.getBytes(StandardCharsets.UTF_8);
  }
}
