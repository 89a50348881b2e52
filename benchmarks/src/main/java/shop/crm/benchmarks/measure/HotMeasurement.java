package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import shop.crm.benchmarks.load.HotTraffic;
import shop.crm.benchmarks.load.HotTraffic.Kind;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Medians;
import shop.crm.topology.CrmTopology;
import shop.crm.topology.live.LiveTasks;

/** What an event costs of a customer, or of an order, of whom very much is known already. */
public final class HotMeasurement {

  private static final double TARGET = 2;
  private static final int MEASURED = 20_000;
  private static final Map<String, HotTraffic> CASES =
      Map.of(
          "order after 10", new HotTraffic(Kind.ORDERS, 2_000, 10, MEASURED),
          "order after 100,000", new HotTraffic(Kind.ORDERS, 1, 100_000, MEASURED),
          "refund after 10", new HotTraffic(Kind.REFUNDS, 2_000, 10, MEASURED),
          "refund after 10,000", new HotTraffic(Kind.REFUNDS, 1, 10_000, MEASURED));
  private static final String BYTES = " bytes";

  private HotMeasurement() {}

  /**
   * Measures.
   *
   * @param rounds how often each is run; the medians count
   * @param watch hears what each round measured
   */
  public static List<Figure> run(int rounds, Consumer<String> watch)
      throws IOException, InterruptedException, ExecutionException {
    Medians medians = new Medians();
    // The first round warms up.
    for (int round = 0; round <= rounds; round++) {
      for (String name : CASES.keySet().stream().sorted().toList()) {
        // Each on topics of its own, whose offsets begin at 0.
        try (Workbench bench = Workbench.open()) {
          Cost cost = cost(bench, name, CASES.get(name));
          watch.accept(
              "%s, %d: %.1f us of stream thread and %,.0f logged bytes an event"
                  .formatted(name, round, cost.micros(), cost.bytes()));
          if (round > 0) {
            medians.add(name, cost.micros());
            medians.add(name + BYTES, cost.bytes());
          }
        }
      }
    }
    return List.of(
        Figure.of(
            "order of a customer with 10, stream threads", medians.of("order after 10"), "us"),
        ratio(medians, "order after 100,000", "order after 10", "processor time"),
        ratio(medians, "order after 100,000" + BYTES, "order after 10" + BYTES, "logged bytes"),
        Figure.of(
            "refund of an order with 10, stream threads", medians.of("refund after 10"), "us"),
        ratio(medians, "refund after 10,000", "refund after 10", "processor time"),
        ratio(medians, "refund after 10,000" + BYTES, "refund after 10" + BYTES, "logged bytes"));
  }

  private static Figure ratio(Medians medians, String one, String other, String what) {
    String name = one.replace(BYTES, "") + " / " + other.replace(BYTES, "") + ", " + what;
    return Figure.atMost(name, medians.of(one) / medians.of(other), "x", TARGET);
  }

  /** What one event costs. */
  private record Cost(double micros, double bytes) {}

  private static Cost cost(Workbench bench, String name, HotTraffic traffic)
      throws InterruptedException, ExecutionException {
    // There is nothing to empty; but it waits until every partition has its leader.
    bench.emptyAllBut(Set.of());
    var settings = bench.configuration().topology();
    KafkaLoad.orders(bench.client(), traffic::history, settings.currency());
    Instant since = Instant.now();
    KafkaLoad.orders(bench.client(), traffic::live, settings.currency());
    String application = name.replaceAll("[ ,]+", "-");
    StreamsRun.Pace pace =
        StreamsRun.run(
            bench,
            application,
            CrmTopology.build(settings, new LiveTasks()),
            traffic.history(),
            traffic.history() + traffic.measured());
    long bytes = loggedSince(bench, application, since);
    return new Cost(pace.streamMicros(), (double) bytes / traffic.measured());
  }

  /** Bytes of keys and rows that were written to the changelogs for records since a time. */
  private static long loggedSince(Workbench bench, String application, Instant since) {
    Map<String, Object> config = new HashMap<>(bench.client());
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    long bytes = 0;
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> changelogs =
          consumer.listTopics().entrySet().stream()
              .filter(topic -> topic.getKey().startsWith(application + "-"))
              .filter(topic -> topic.getKey().endsWith("-changelog"))
              .flatMap(topic -> topic.getValue().stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(changelogs);
      Map<TopicPartition, Long> ends = consumer.endOffsets(changelogs);
      Set<TopicPartition> open =
          ends.entrySet().stream()
              .filter(end -> end.getValue() > 0)
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      consumer.seekToBeginning(changelogs);
      while (!open.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.timestamp() >= since.toEpochMilli()) {
            bytes += record.serializedKeySize() + Math.max(0, record.serializedValueSize());
          }
        }
        open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
      }
    }
    return bytes;
  }
}
