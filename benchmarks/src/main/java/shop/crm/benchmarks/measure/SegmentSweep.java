package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.SegmentMix;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Medians;
import shop.crm.topology.CrmTopology;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.settings.TopologySettings;

/**
 * A definition that is saved over many customers of a topology to whom nothing else happens. What
 * counts is the processor time of the stream threads from the record of the definition until
 * everybody has followed: the walk, and the polls, ticks and commits meanwhile.
 */
final class SegmentSweep {

  private static final double TARGET = 200_000;
  private static final int WARM_UP = 20;
  private static final String SECONDS = " seconds";
  private static final String NOBODY = "nobody";
  private static final String THIRD = "a third";

  private final Definitions definitions;
  private final int customers;
  private final Consumer<String> watch;
  private final Medians medians = new Medians();

  private SegmentSweep(Definitions definitions, int customers, Consumer<String> watch) {
    this.definitions = definitions;
    this.customers = customers;
    this.watch = watch;
  }

  /** Measures, so many times each. */
  static List<Figure> run(OrderTraffic traffic, int rounds, Consumer<String> watch)
      throws IOException, InterruptedException, ExecutionException {
    try (Workbench bench = Workbench.open()) {
      fill(bench, traffic);
      TopologySettings settings = bench.configuration().topology();
      LiveTasks live = new LiveTasks();
      Definitions definitions = new Definitions(bench.client(), live, settings.partitions());
      try (StreamsRun run =
          StreamsRun.start(bench, "segment-sweep", CrmTopology.build(settings, live))) {
        run.until(traffic.events());
        return new SegmentSweep(definitions, traffic.customers(), watch).measure(rounds);
      }
    }
  }

  /** Puts the facts of a shop onto the topics: a profile of each customer, and the orders. */
  static void fill(Workbench bench, OrderTraffic traffic) {
    KafkaLoad.profiles(
        bench.client(), traffic.customers(), traffic.until().minus(Duration.ofDays(366)));
    KafkaLoad.send(bench.client(), traffic, bench.configuration().topology().currency());
  }

  private List<Figure> measure(int rounds) throws InterruptedException {
    for (int i = 0; i < WARM_UP; i++) {
      save(i % 2 == 0 ? SegmentMix.ofAThird(i) : SegmentMix.ofNobody(i));
    }
    for (int round = 1; round <= rounds; round++) {
      measure(NOBODY, SegmentMix::ofNobody, round);
    }
    for (int round = 1; round <= rounds; round++) {
      measure(THIRD, SegmentMix::ofAThird, round);
      save(SegmentMix.ofNobody(round));
    }
    String many = "%,d customers".formatted(customers);
    return List.of(
        Figure.atLeast(
            "definition of which " + many + " meet none", medians.of(NOBODY), "/s/core", TARGET),
        Figure.of("the same, until all have followed", medians.of(NOBODY + SECONDS), "s"),
        Figure.of("definition that a third of them meet", medians.of(THIRD), "/s/core"),
        Figure.of("the same, until all have followed", medians.of(THIRD + SECONDS), "s"));
  }

  private void measure(String name, IntFunction<JsonNode> conditions, int round)
      throws InterruptedException {
    long cpu = StreamsRun.streamThreadsNanos();
    long start = System.nanoTime();
    save(conditions.apply(round));
    double seconds = (System.nanoTime() - start) / 1e9;
    double perCore = customers * 1e9 / (StreamsRun.streamThreadsNanos() - cpu);
    watch.accept(
        "sweep %d, %s moves: %,.0f/s per core, %.2f s, %,d members"
            .formatted(round, name, perCore, seconds, definitions.members()));
    medians.add(name, perCore);
    medians.add(name + SECONDS, seconds);
  }

  private void save(JsonNode conditions) throws InterruptedException {
    definitions.edit(conditions);
    definitions.await();
  }
}
