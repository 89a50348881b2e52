package shop.crm.queries.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the brokers. What a task's own metadata calls its end is only the last record that it has
 * fetched, so a backlog that nobody has fetched would look like none.
 */
final class KafkaInputOffsets implements InputOffsets {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Admin admin;
  private final String applicationId;
  private final List<TopicPartition> inputs;

  KafkaInputOffsets(Admin admin, String applicationId, List<String> topics, int partitions) {
    this.admin = admin;
    this.applicationId = applicationId;
    this.inputs =
        topics.stream()
            .flatMap(
                topic -> IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)))
            .toList();
  }

  @Override
  public Map<TopicPartition, Long> ends()
      throws InterruptedException, ExecutionException, TimeoutException {
    return offsets(inputs.stream(), OffsetSpec.latest());
  }

  @Override
  public Map<TopicPartition, Long> committed()
      throws InterruptedException, ExecutionException, TimeoutException {
    var spec = new ListConsumerGroupOffsetsSpec().topicPartitions(inputs);
    var options = new ListConsumerGroupOffsetsOptions().timeoutMs((int) TIMEOUT.toMillis());
    Map<TopicPartition, OffsetAndMetadata> known =
        admin
            .listConsumerGroupOffsets(Map.of(applicationId, spec), options)
            .partitionsToOffsetAndMetadata(applicationId)
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    Map<TopicPartition, Long> committed = new HashMap<>();
    known.forEach(
        (input, offset) -> {
          if (offset != null) {
            committed.put(input, offset.offset());
          }
        });
    // Nothing committed yet: the stream begins at the earliest record that is still there.
    Stream<TopicPartition> fresh = inputs.stream().filter(input -> !committed.containsKey(input));
    committed.putAll(offsets(fresh, OffsetSpec.earliest()));
    return committed;
  }

  private Map<TopicPartition, Long> offsets(Stream<TopicPartition> of, OffsetSpec spec)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked =
        of.collect(Collectors.toMap(Function.identity(), input -> spec));
    if (asked.isEmpty()) {
      return Map.of();
    }
    var options =
        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs((int) TIMEOUT.toMillis());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        admin
            .listOffsets(asked, options)
            .all()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .entrySet()) {
      offsets.put(found.getKey(), found.getValue().offset());
    }
    return offsets;
  }

  @Override
  public void close() {
    admin.close(TIMEOUT);
  }
}
