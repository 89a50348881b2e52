package shop.crm.benchmarks.measure;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What lies on a topic, and how far a group has committed it. */
final class Backlog {

  private final Admin admin;

  Backlog(Admin admin) {
    this.admin = admin;
  }

  /** How many records a group has committed, over all partitions of a topic. */
  long committed(String group, String topic) throws InterruptedException, ExecutionException {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
        .map(Map.Entry::getValue)
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  /** The end of each partition of a topic. */
  Map<TopicPartition, Long> ends(String topic, int partitions)
      throws InterruptedException, ExecutionException {
    return admin
        .listOffsets(
            IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  /** How many offsets a topic has taken: its records, and a mark for each commit. */
  long written(String topic, int partitions) throws InterruptedException, ExecutionException {
    return ends(topic, partitions).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Empties a topic. */
  void empty(String topic, int partitions) throws InterruptedException, ExecutionException {
    admin
        .deleteRecords(
            ends(topic, partitions).entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
        .all()
        .get();
  }
}
