package shop.crm.queries.feed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import shop.crm.schemas.Topics;

/** The topics of changes on Kafka. */
public final class KafkaChangeLog implements ChangeLog {

  /** The topics, in the order of their slots: part of what positions mean. */
  private static final List<String> TOPICS =
      List.of(Topics.SEGMENT_CHANGED, Topics.TIER_CHANGED, Topics.SEGMENT_MEMBERSHIP);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** G1 sets arrays of half a region (of 1 MiB in a heap like ours) apart, which is costly. */
  private static final int FETCH_BYTES = 384 << 10;

  private static final int PARTITION_FETCH_BYTES = 256 << 10;

  /** So many that what was fetched between two polls is had in one. */
  private static final int POLL_RECORDS = 10_000;

  private final Map<String, Object> client;
  private final AtomicLong readers = new AtomicLong();

  // What follows changes under the lock of this.
  private Optional<Admin> admin = Optional.empty();
  private volatile List<TopicPartition> partitions = List.of();

  /**
   * The topics, not asked for anything yet.
   *
   * @param client where Kafka is and how to get in, as client properties
   */
  public KafkaChangeLog(Map<String, Object> client) {
    this.client = Map.copyOf(client);
  }

  private synchronized Admin admin() {
    if (admin.isEmpty()) {
      Map<String, Object> config = new HashMap<>(client);
      config.put(AdminClientConfig.CLIENT_ID_CONFIG, "crm-feed");
      admin = Optional.of(Admin.create(config));
    }
    return admin.get();
  }

  @Override
  public Shape shape() throws InterruptedException {
    Map<String, TopicDescription> topics = answered(admin().describeTopics(TOPICS).allTopicNames());
    CRC32C log = new CRC32C();
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : TOPICS) {
      TopicDescription described = topics.get(topic);
      log.update((described.topicId() + "\n").getBytes(StandardCharsets.US_ASCII));
      IntStream.range(0, described.partitions().size())
          .forEach(partition -> all.add(new TopicPartition(topic, partition)));
    }
    partitions = List.copyOf(all);
    return new Shape((int) log.getValue(), all.size());
  }

  @Override
  public long[] starts() throws InterruptedException {
    return offsets(OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
  }

  @Override
  public long[] committedEnds() throws InterruptedException {
    return offsets(OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
  }

  @Override
  public long[] ends() throws InterruptedException {
    return offsets(OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
  }

  private long[] offsets(OffsetSpec which, IsolationLevel isolation) throws InterruptedException {
    List<TopicPartition> of = partitions;
    Map<TopicPartition, OffsetSpec> asked =
        of.stream().collect(Collectors.toMap(Function.identity(), partition -> which));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        answered(admin().listOffsets(asked, new ListOffsetsOptions(isolation)).all());
    return of.stream().mapToLong(partition -> found.get(partition).offset()).toArray();
  }

  private static <T> T answered(KafkaFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LogAway("Kafka does not tell of the topics of changes", e);
    }
  }

  @Override
  public Source read(String reader, List<Integer> slots, long[] from) {
    Map<String, Object> config = new HashMap<>(client);
    config.keySet().remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(
        ConsumerConfig.CLIENT_ID_CONFIG, "crm-feed-" + reader + "-" + readers.incrementAndGet());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    config.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    config.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return new KafkaSource(consumer, partitions, slots, from);
  }

  @Override
  public synchronized void close() {
    admin.ifPresent(open -> open.close(TIMEOUT));
    admin = Optional.empty();
  }
}
