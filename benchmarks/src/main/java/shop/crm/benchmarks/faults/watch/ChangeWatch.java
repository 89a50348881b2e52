package shop.crm.benchmarks.faults.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.load.Threads;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;

/** Reads all changes from the first on, and the dead letters, as soon as they are committed. */
public final class ChangeWatch implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ENDING = Duration.ofSeconds(20);

  private final KafkaConsumer<String, byte[]> consumer;
  private final ChangeChains chains;
  private final Flows flows;
  private final Faults faults;
  private final AtomicLong deadLetters = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;

  /** Begins to read. */
  public ChangeWatch(Map<String, Object> kafka, ChangeChains chains, Flows flows, Faults faults) {
    this.chains = chains;
    this.flows = flows;
    this.faults = faults;
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    List<String> topics = new ArrayList<>(Topics.changes());
    topics.add(Topics.DEAD_LETTERS);
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread = Thread.ofPlatform().name("changes").daemon().start(this::run);
  }

  private void run() {
    try (consumer) {
      while (!closing) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
      }
    } catch (IOException | RuntimeException e) {
      faults.add("the reader of changes cannot go on: " + e, "topics");
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) throws IOException {
    if (record.topic().equals(Topics.DEAD_LETTERS)) {
      deadLetters.incrementAndGet();
      Header reason = record.headers().lastHeader(Headers.REASON);
      String why = reason == null ? "?" : new String(reason.value(), StandardCharsets.UTF_8);
      faults.add("a dead letter", record.key() + ": " + why);
      return;
    }
    JsonNode event = JSON.readTree(record.value());
    changes.incrementAndGet();
    chains.add(event);
    String customer = event.path("subject").asText();
    if (record.topic().equals(Topics.SEGMENT_CHANGED)
        && event.path("data").path("old_segment").isNull()) {
      flows.firstChange(customer);
    } else if (record.topic().equals(Topics.CUSTOMER_UPDATED)) {
      JsonNode name = event.path("data").path("changes").path("first_name").path("new");
      if (name.isTextual()) {
        flows.profiles().arrived(name.asText());
      }
    }
  }

  /** How many dead letters there are. */
  public long deadLetters() {
    return deadLetters.get();
  }

  /** How many changes there are. */
  public long changes() {
    return changes.get();
  }

  @Override
  public void close() {
    closing = true;
    Threads.end(List.of(thread), ENDING);
  }
}
