package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.streams.Topology;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.RowSizes;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Medians;
import shop.crm.schemas.Topics;
import shop.crm.topology.CrmTopology;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.settings.TopologySettings;

/** Order events through the whole topology, beside a bare one and a plain count. */
public final class TopologyMeasurement {

  private static final double TARGET = 0.8;
  private static final String WHOLE = "topology";
  private static final String BARE = "bare";
  private static final String BARE_WITH_CHANGES = "bare with changes";
  private static final String COUNT = "count";
  private static final String FILLING = " filling";
  private static final String MICROS = " micros";

  private TopologyMeasurement() {}

  /**
   * Measures.
   *
   * @param traffic what lies on the topic before each run
   * @param rounds how often each is run; the medians count
   * @param watch hears what each round measured
   */
  public static List<Figure> run(OrderTraffic traffic, int rounds, Consumer<String> watch)
      throws IOException, InterruptedException, ExecutionException {
    try (Workbench bench = Workbench.open()) {
      TopologySettings settings = bench.configuration().topology();
      RowSizes sizes = RowSizes.of(traffic, settings.rules());
      KafkaLoad.send(bench.client(), traffic, settings.currency());
      Medians paces = new Medians();
      // The first round warms up.
      for (int round = 0; round <= rounds; round++) {
        bench.emptyAllBut(Set.of(Topics.ORDERS));
        Topology whole = CrmTopology.build(settings, new LiveTasks());
        for (var candidate :
            List.of(
                Map.entry(WHOLE, whole),
                Map.entry(BARE, Yardsticks.bare(sizes)),
                Map.entry(BARE_WITH_CHANGES, Yardsticks.bareWithChanges(sizes)),
                Map.entry(COUNT, Yardsticks.count()))) {
          String name = candidate.getKey();
          StreamsRun.Pace pace =
              StreamsRun.run(
                  bench,
                  name.replace(' ', '-') + "-" + round,
                  candidate.getValue(),
                  traffic.history(),
                  traffic.events());
          watch.accept(
              "%s %d: filling %,.0f/s, live %,.0f/s, %.1f us of stream thread per live event"
                  .formatted(name, round, pace.filling(), pace.live(), pace.streamMicros()));
          if (round > 0) {
            paces.add(name, pace.live());
            paces.add(name + FILLING, pace.filling());
            paces.add(name + MICROS, pace.streamMicros());
          }
        }
      }
      return figures(paces, sizes);
    }
  }

  private static List<Figure> figures(Medians paces, RowSizes sizes) {
    double whole = paces.of(WHOLE);
    double bare = paces.of(BARE);
    double count = paces.of(COUNT);
    return List.of(
        Figure.of(
            "topology, %.2f changes an event".formatted(sizes.changesPerEvent()),
            whole,
            "events/s"),
        Figure.of(
            "bare topology, rows of %d and %d bytes".formatted(sizes.customer(), sizes.order()),
            bare,
            "events/s"),
        Figure.of("bare topology with as many changes", paces.of(BARE_WITH_CHANGES), "events/s"),
        Figure.of("plain count()", count, "events/s"),
        Figure.atLeast("topology / bare", whole / bare, TARGET),
        Figure.of("topology / bare with changes", whole / paces.of(BARE_WITH_CHANGES), "x"),
        Figure.of("topology / count()", whole / count, "x"),
        Figure.of("topology, filling an empty shop", paces.of(WHOLE + FILLING), "events/s"),
        Figure.of("bare topology, filling", paces.of(BARE + FILLING), "events/s"),
        Figure.of("topology, stream threads", paces.of(WHOLE + MICROS), "us/event"),
        Figure.of("bare topology, stream threads", paces.of(BARE + MICROS), "us/event"));
  }
}
