package shop.crm.queries.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Reads partitions of the topics with a consumer of its own and without a group. */
final class KafkaSource implements ChangeLog.Source {

  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Integer> slotOf = new HashMap<>();

  /** Takes the consumer over. */
  KafkaSource(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      List<Integer> slots,
      long[] from) {
    this.consumer = consumer;
    slots.forEach(slot -> slotOf.put(partitions.get(slot), slot));
    consumer.assign(slotOf.keySet());
    slotOf.forEach((partition, slot) -> consumer.seek(partition, from[slot]));
  }

  @Override
  public List<Change> poll(Duration atMost, long[] next) throws InterruptedException {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(atMost);
    } catch (InvalidOffsetException e) {
      throw new LostEvents("not on the topics any more: " + e.partitions());
    } catch (InterruptException e) {
      // It has set the thread's flag, which an exception of this kind stands for.
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException("while polling").initCause(e);
    } catch (KafkaException e) {
      throw new LogAway("Kafka does not let the topics be read", e);
    }
    List<Change> changes = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      int slot = slotOf.get(new TopicPartition(record.topic(), record.partition()));
      byte[] value = record.value() == null ? new byte[0] : record.value();
      ChangeReader.read(slot, record.offset(), value).ifPresent(changes::add);
    }
    records.nextOffsets().forEach((of, reached) -> next[slotOf.get(of)] = reached.offset());
    return changes;
  }

  @Override
  public long lag() {
    return slotOf.keySet().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  @Override
  public void close() {
    try {
      consumer.close(CloseOptions.timeout(CLOSE));
    } catch (InterruptException _) {
      // Closed all the same; who waits next sees the flag.
      Thread.currentThread().interrupt();
    }
  }
}
