package shop.crm.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Medians;
import shop.crm.schemas.Topics;
import shop.crm.topology.CrmTopology;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.settings.TopologySettings;

/**
 * Order events through the topology as fast as it takes them, alone and while the live feed is read
 * beside it in the same process. The process has everything in it, the embedded Kafka and the
 * clients that read the feed too.
 */
public final class FeedMeasurement {

  /** The part of the pace that is left, and the cost that may be added: 5 %. */
  private static final double LEAST_PACE = 0.95;

  private static final double MOST_COST = 1.05;
  private static final String MICROS = " micros";
  private static final String PROCESS = " process";
  private static final String SENT = " sent";

  /** In what the runs differ: who reads the feed. */
  private enum Candidate {
    NOBODY("without the feed"),
    ONE_OF_ALL("with a reader of everything"),
    TEN_OF_SEGMENTS("with 10 readers of a segment each"),
    HUNDRED_OF_CUSTOMERS("with 100 readers of a customer each");

    private final String words;

    Candidate(String words) {
      this.words = words;
    }
  }

  private final Workbench bench;
  private final OrderTraffic traffic;
  private final Consumer<String> watch;
  private final Medians medians = new Medians();

  private FeedMeasurement(Workbench bench, OrderTraffic traffic, Consumer<String> watch) {
    this.bench = bench;
    this.traffic = traffic;
    this.watch = watch;
  }

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
      bench.emptyAllBut(Set.of());
      KafkaLoad.send(bench.client(), traffic, bench.configuration().topology().currency());
      FeedMeasurement measurement = new FeedMeasurement(bench, traffic, watch);
      // The first round warms up.
      for (int round = 0; round <= rounds; round++) {
        for (Candidate candidate : TurnTaking.rotated(List.of(Candidate.values()), round)) {
          measurement.run(candidate, round);
        }
      }
      return measurement.figures();
    }
  }

  private void run(Candidate candidate, int round)
      throws IOException, InterruptedException, ExecutionException {
    bench.emptyAllBut(Set.of(Topics.ORDERS));
    TopologySettings settings = bench.configuration().topology();
    String name = "feed-" + candidate + "-" + round;
    try (StreamsRun run =
        StreamsRun.start(bench, name, CrmTopology.build(settings, new LiveTasks()))) {
      StreamsRun.Mark begin = run.until(1);
      StreamsRun.Mark filled = run.until(traffic.history());
      try (FeedReaders readers = new FeedReaders(bench.client())) {
        attach(candidate, readers, settings.defaultTenant());
        long processNanos = processNanos();
        StreamsRun.Mark end = run.until(traffic.events());
        processNanos = processNanos() - processNanos;
        note(candidate, round, StreamsRun.Pace.of(begin, filled, end));
        double perEvent = processNanos / 1e3 / (end.committed() - filled.committed());
        watch.accept(
            "%s: %.1f us of the process per event, %,d events sent, %d readers left"
                .formatted(name, perEvent, readers.sent(), readers.count()));
        if (round > 0) {
          medians.add(candidate + PROCESS, perEvent);
          medians.add(candidate + SENT, readers.sent() * 1e9 / (end.nanos() - filled.nanos()));
        }
      }
    }
  }

  private static void attach(Candidate candidate, FeedReaders readers, String tenant)
      throws IOException, InterruptedException {
    switch (candidate) {
      case NOBODY -> {}
      case ONE_OF_ALL -> readers.ofEverything(tenant);
      case TEN_OF_SEGMENTS -> readers.ofSegments(tenant, 10);
      case HUNDRED_OF_CUSTOMERS -> readers.ofCustomers(tenant, 100);
    }
  }

  private void note(Candidate candidate, int round, StreamsRun.Pace pace) {
    watch.accept(
        "%s %d: live %,.0f/s, %.1f us of stream thread per event"
            .formatted(candidate.words, round, pace.live(), pace.streamMicros()));
    if (round > 0) {
      medians.add(candidate.name(), pace.live());
      medians.add(candidate + MICROS, pace.streamMicros());
    }
  }

  /** Processor time that this process has used. */
  private static long processNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (Candidate candidate : Candidate.values()) {
      String what = "topology " + candidate.words;
      figures.add(Figure.of(what, medians.of(candidate.name()), "events/s"));
      figures.add(Figure.of(what + ", stream threads", medians.of(candidate + MICROS), "us/event"));
      figures.add(Figure.of(what + ", the process", medians.of(candidate + PROCESS), "us/event"));
      if (candidate != Candidate.NOBODY) {
        figures.add(Figure.of(what + ", sent", medians.of(candidate + SENT), "changes/s"));
        figures.add(
            Figure.atLeast(candidate.words + " / without, pace", ratio(candidate, ""), LEAST_PACE));
        figures.add(cost(candidate, "stream threads", MICROS));
        figures.add(cost(candidate, "process", PROCESS));
      }
    }
    return figures;
  }

  private Figure cost(Candidate candidate, String what, String of) {
    return Figure.atMost(
        candidate.words + " / without, " + what, ratio(candidate, of), "x", MOST_COST);
  }

  private double ratio(Candidate candidate, String of) {
    return medians.of(candidate.name() + of) / medians.of(Candidate.NOBODY.name() + of);
  }
}
