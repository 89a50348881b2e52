package shop.crm.standalone.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.bridges.KafkaSide.Isolation;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.task.TaskFailures.Failure;
import shop.crm.topology.task.TaskFailures.OfRecord;

/** The real loop: a thread dies of a record, and another takes its place. */
class PoisonIT {

  @Test
  void a_record_that_ends_a_task_twice_is_put_aside_and_nothing_half_written_stays(
      @TempDir Path directory) throws Exception {
    // Told of a dead letter once that is written: a failure there ends the task.
    LiveTasks tasks = new LiveTasks(PoisonIT::failWhereThereIsNoJson);
    Files.createDirectory(directory.resolve("data"));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrap());
      try (StreamsRuntime streams =
          StreamsRuntime.start(
              configuration(directory, kafka), client, "", tasks, Clock.systemUTC())) {
        send(client, "no json", "{}");
        List<ConsumerRecord<byte[], byte[]>> letters =
            KafkaSide.read(
                kafka.bootstrap(),
                Isolation.READ_COMMITTED,
                Topics.DEAD_LETTERS,
                any -> true,
                all -> all.size() >= 2);

        assertEquals(
            List.of("poison java.lang.IllegalStateException", "missing-field"),
            letters.stream().map(PoisonIT::reasonAndException).toList());
        assertEquals(
            List.of(2L),
            tasks.failures().newest(9).stream()
                .filter(failure -> failure.place() instanceof OfRecord && failure.isPutAside())
                .map(Failure::count)
                .toList());
        assertEquals(List.of(), List.copyOf(endedBy(streams)));
      }
    }
  }

  private static void failWhereThereIsNoJson(Reason reason) {
    if (reason == Reason.NOT_JSON) {
      throw new IllegalStateException("a value");
    }
  }

  private static List<String> endedBy(StreamsRuntime streams) {
    return streams.failure().toCompletableFuture().isDone() ? List.of("ended") : List.of();
  }

  private static Configuration configuration(Path directory, EmbeddedKafka kafka) {
    return Configuration.read(
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            kafka.bootstrap(),
            "CRM_REPLICATION_FACTOR",
            "1",
            "CRM_PARTITIONS",
            "1",
            "CRM_STREAM_THREADS",
            "1",
            "CRM_STANDBY_REPLICAS",
            "0",
            "CRM_DATA_DIR",
            directory.resolve("data").toString()),
        Missing.EMBEDDED);
  }

  private static void send(Map<String, Object> client, String... values) throws Exception {
    try (var producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(Topics.ORDERS, "k", value.getBytes(UTF_8))).get();
      }
    }
  }

  private static String reasonAndException(ConsumerRecord<byte[], byte[]> letter) {
    String reason = new String(letter.headers().lastHeader(Headers.REASON).value(), UTF_8);
    var exception = letter.headers().lastHeader(Headers.EXCEPTION);
    return exception == null ? reason : reason + " " + new String(exception.value(), UTF_8);
  }
}
