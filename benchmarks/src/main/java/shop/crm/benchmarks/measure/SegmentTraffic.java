package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.SegmentMix;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Medians;
import shop.crm.schemas.Topics;
import shop.crm.topology.CrmTopology;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.settings.TopologySettings;

/**
 * Order events through the topology with segments that users define, beside the same without any,
 * and with one more that is edited again and again, each time over all customers.
 */
final class SegmentTraffic {

  private static final double TARGET = 0.7;
  private static final String MICROS = " micros";
  private static final String MEMBERSHIPS = " memberships";
  private static final String EDITS = " edits";

  /** In what the runs differ. */
  private enum Candidate {
    WITHOUT,
    WITH,
    EDITED
  }

  private final Workbench bench;
  private final OrderTraffic traffic;
  private final Consumer<String> watch;
  private final Medians medians = new Medians();

  private SegmentTraffic(Workbench bench, OrderTraffic traffic, Consumer<String> watch) {
    this.bench = bench;
    this.traffic = traffic;
    this.watch = watch;
  }

  /** Measures: each of the traffic's customers has a profile too. */
  static List<Figure> run(OrderTraffic traffic, int rounds, Consumer<String> watch)
      throws IOException, InterruptedException, ExecutionException {
    try (Workbench bench = Workbench.open()) {
      SegmentSweep.fill(bench, traffic);
      SegmentTraffic measurement = new SegmentTraffic(bench, traffic, watch);
      // The first round warms up.
      for (int round = 0; round <= rounds; round++) {
        for (Candidate candidate : TurnTaking.rotated(List.of(Candidate.values()), round)) {
          measurement.run(candidate, round);
        }
      }
      return measurement.figures();
    }
  }

  private void run(Candidate candidate, int round) throws InterruptedException, ExecutionException {
    bench.emptyAllBut(Set.of(Topics.ORDERS, Topics.PROFILES));
    TopologySettings settings = bench.configuration().topology();
    LiveTasks live = new LiveTasks();
    Definitions definitions = new Definitions(bench.client(), live, settings.partitions());
    if (candidate != Candidate.WITHOUT) {
      definitions.defineAll();
    }
    String name = "segments-" + candidate + "-" + round;
    try (Admin admin = bench.admin();
        StreamsRun run = StreamsRun.start(bench, name, CrmTopology.build(settings, live))) {
      Backlog backlog = new Backlog(admin);
      StreamsRun.Mark begin = run.until(1);
      StreamsRun.Mark filled = run.until(traffic.history());
      long moved = backlog.written(Topics.SEGMENT_MEMBERSHIP, settings.partitions());
      int edits = 0;
      StreamsRun.Mark end;
      if (candidate == Candidate.EDITED) {
        try (Editor editor = new Editor(definitions)) {
          end = run.until(traffic.events());
          edits = editor.stop();
        }
      } else {
        end = run.until(traffic.events());
      }
      moved = backlog.written(Topics.SEGMENT_MEMBERSHIP, settings.partitions()) - moved;
      StreamsRun.Pace pace = StreamsRun.Pace.of(begin, filled, end);
      double perEvent = (double) moved / (end.committed() - filled.committed());
      watch.accept(
          "%s: live %,.0f/s, %.1f us of stream thread per event, %.2f memberships per event, %d edits"
              .formatted(name, pace.live(), pace.streamMicros(), perEvent, edits));
      if (round > 0) {
        medians.add(candidate.name(), pace.live());
        medians.add(candidate + MICROS, pace.streamMicros());
        medians.add(candidate + MEMBERSHIPS, perEvent);
        medians.add(candidate + EDITS, edits * 1e9 / (end.nanos() - filled.nanos()));
      }
    }
  }

  private List<Figure> figures() {
    double without = medians.of(Candidate.WITHOUT.name());
    double with = medians.of(Candidate.WITH.name());
    double edited = medians.of(Candidate.EDITED.name());
    double withMicros = medians.of(Candidate.WITH + MICROS);
    double withoutMicros = medians.of(Candidate.WITHOUT + MICROS);
    return List.of(
        Figure.of("topology without segments, customers with profiles", without, "events/s"),
        Figure.of(
            "topology with %d segments, %.2f memberships an event"
                .formatted(SegmentMix.SEGMENTS, medians.of(Candidate.WITH + MEMBERSHIPS)),
            with,
            "events/s"),
        Figure.atLeast("with segments / without", with / without, TARGET),
        Figure.of("the same by processor time of stream threads", withoutMicros / withMicros, "x"),
        Figure.of("without segments, stream threads", withoutMicros, "us/event"),
        Figure.of("with segments, stream threads", withMicros, "us/event"),
        Figure.of("with segments while one more is edited", edited, "events/s"),
        Figure.of(
            "edits meanwhile, over all customers", medians.of(Candidate.EDITED + EDITS), "/s"),
        Figure.atLeast("while one is edited / not", edited / with, TARGET));
  }

  /** Edits a segment as soon as everybody has followed the edit before. */
  private static final class Editor implements AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<Integer> edits;
    private volatile boolean stopped;

    private Editor(Definitions definitions) {
      Callable<Integer> editing = () -> edit(definitions);
      edits = thread.submit(editing);
    }

    private int edit(Definitions definitions) throws InterruptedException {
      int count = 0;
      while (!stopped) {
        definitions.edit(count % 2 == 0 ? SegmentMix.ofAThird(count) : SegmentMix.ofNobody(count));
        definitions.await();
        count++;
      }
      return count;
    }

    /** How many edits everybody has followed. */
    private int stop() throws InterruptedException, ExecutionException {
      stopped = true;
      return edits.get();
    }

    @Override
    public void close() {
      stopped = true;
      thread.close();
    }
  }
}
