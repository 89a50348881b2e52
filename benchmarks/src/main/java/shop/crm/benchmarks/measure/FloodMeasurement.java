package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import shop.crm.benchmarks.load.Flood;
import shop.crm.benchmarks.load.Shoppers;
import shop.crm.benchmarks.load.SteadyLoad;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Medians;

/**
 * Reads of one tenant at a steady rate, alone and while another tenant asks for as much as it can
 * over many connections. Both have the same limit of requests a second, and of what is done at
 * once.
 */
public final class FloodMeasurement {

  /** What another tenant's p99 may grow to while one floods. */
  private static final double TARGET = 1.2;

  private static final int LIMIT = 500;
  private static final int STEADY = 200;
  private static final int STEADY_CONNECTIONS = 8;
  private static final int FLOODING_CONNECTIONS = 256;
  private static final int FEED_READERS = 256;

  /** More than anybody is let do at once. */
  private static final int COSTLY_AT_ONCE = 64;

  private static final String QUIET = "quiet";
  private static final String FLOODING = "flooding";
  private static final Duration BEGINNING = Duration.ofSeconds(1);
  private static final int WARM_UP = 2;

  private static final String P50 = " p50";
  private static final String P90 = " p90";
  private static final String P99 = " p99";
  private static final String RATIO = " ratio";
  private static final String TO_LIMIT = " to limit";
  private static final String REFUSED = " refused";

  /** What the other tenant does meanwhile. */
  private enum Candidate {
    ALONE("alone"),
    AT_LIMIT("while another tenant reads as much as it may"),
    READS("while another tenant floods with reads"),
    FEEDS("while another tenant floods with reads and has many readers of the feed"),
    PREVIEWS("while another tenant floods with previews"),
    EXPORTS("while another tenant floods with exports"),
    ALL("while another tenant floods with all of these at once");

    private final String words;

    Candidate(String words) {
      this.words = words;
    }
  }

  private final ServiceInProcess running;
  private final List<String> paths;
  private final Duration time;
  private final Consumer<String> watch;
  private final Medians medians = new Medians();

  private FloodMeasurement(
      ServiceInProcess running, List<String> paths, Duration time, Consumer<String> watch) {
    this.running = running;
    this.paths = paths;
    this.time = time;
    this.watch = watch;
  }

  /**
   * Measures.
   *
   * @param customers how many each of the two tenants has
   * @param time for how long each is measured before the next one's turn
   * @param rounds how often, after those that warm up; the medians count
   * @param watch hears what each turn measured
   */
  public static List<Figure> run(int customers, Duration time, int rounds, Consumer<String> watch)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (ServiceInProcess running = ServiceInProcess.startLimited(LIMIT);
        Api api = new Api(running.http());
        BareSql sql = BareSql.on(running)) {
      Path file = running.directory().resolve("customers.ndjson");
      Shoppers.write(file, customers);
      api.importFile(QUIET, file);
      api.importFile(FLOODING, file);
      new Quiet(api, sql).await();
      List<String> paths = IntStream.range(0, customers).mapToObj(Shoppers::path).toList();
      FloodMeasurement measurement = new FloodMeasurement(running, paths, time, watch);
      for (int round = 1 - WARM_UP; round <= rounds; round++) {
        measurement.round(round);
      }
      return measurement.figures();
    }
  }

  private void round(int round) throws InterruptedException, ExecutionException {
    Map<Candidate, Latencies> found = new EnumMap<>(Candidate.class);
    for (Candidate candidate : TurnTaking.rotated(List.of(Candidate.values()), round + WARM_UP)) {
      found.put(candidate, turn(candidate, round));
    }
    if (round < 1) {
      return;
    }
    double alone = found.get(Candidate.ALONE).percentileMillis(99);
    double atLimit = found.get(Candidate.AT_LIMIT).percentileMillis(99);
    found.forEach(
        (candidate, latencies) -> {
          medians.add(candidate + P50, latencies.percentileMillis(50));
          medians.add(candidate + P90, latencies.percentileMillis(90));
          medians.add(candidate + P99, latencies.percentileMillis(99));
          medians.add(candidate + RATIO, latencies.percentileMillis(99) / alone);
          medians.add(candidate + TO_LIMIT, latencies.percentileMillis(99) / atLimit);
        });
  }

  private Latencies turn(Candidate candidate, int round)
      throws InterruptedException, ExecutionException {
    try (Flood flood = new Flood(running.http(), FLOODING)) {
      begin(candidate, flood);
      TimeUnit.NANOSECONDS.sleep(BEGINNING.toNanos());
      Map<Integer, Long> before = flood.answers();
      Latencies latencies = new Latencies();
      new SteadyLoad(
              running.http(), "X-Tenant-ID: " + QUIET + "\r\n", paths, STEADY_CONNECTIONS, STEADY)
          .run(time)
          .forEach(latencies::add);
      Map<Integer, Long> answers = flood.answers();
      before.forEach((status, count) -> answers.merge(status, -count, Long::sum));
      watch.accept(
          "round %d: %s, p50 %.2f ms, p99 %.2f ms; the other tenant was answered %s"
              .formatted(
                  round,
                  candidate.words,
                  latencies.percentileMillis(50),
                  latencies.percentileMillis(99),
                  answers));
      if (round > 0) {
        double seconds = time.toNanos() / 1e9;
        medians.add(candidate + REFUSED, answers.getOrDefault(429, 0L) / seconds);
      }
      return latencies;
    }
  }

  private void begin(Candidate candidate, Flood flood) {
    switch (candidate) {
      case ALONE -> {}
      case AT_LIMIT -> flood.readSteadily(paths, STEADY_CONNECTIONS, LIMIT);
      case READS -> flood.read(paths, FLOODING_CONNECTIONS);
      case FEEDS -> {
        flood.readFeed(FEED_READERS);
        flood.read(paths, FLOODING_CONNECTIONS);
      }
      case PREVIEWS -> flood.preview(COSTLY_AT_ONCE);
      case EXPORTS -> flood.export(COSTLY_AT_ONCE);
      case ALL -> {
        flood.readFeed(FEED_READERS);
        flood.preview(COSTLY_AT_ONCE);
        flood.export(COSTLY_AT_ONCE);
        flood.read(paths, FLOODING_CONNECTIONS);
      }
    }
  }

  private List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (Candidate candidate : Candidate.values()) {
      String what = "GET customer at " + STEADY + "/s " + candidate.words;
      figures.add(Figure.of(what + ", p50", medians.of(candidate + P50), "ms"));
      figures.add(Figure.of(what + ", p90", medians.of(candidate + P90), "ms"));
      figures.add(Figure.of(what + ", p99", medians.of(candidate + P99), "ms"));
      if (candidate.ordinal() > Candidate.AT_LIMIT.ordinal()) {
        figures.add(
            Figure.of(
                candidate.words + " / while it reads as much as it may, p99",
                medians.of(candidate + TO_LIMIT),
                "x"));
      }
      if (candidate != Candidate.ALONE) {
        figures.add(Figure.of(what + ", answered 429", medians.of(candidate + REFUSED), "req/s"));
        figures.add(
            Figure.atMost(
                candidate.words + " / alone, p99", medians.of(candidate + RATIO), "x", TARGET));
      }
    }
    return figures;
  }
}
