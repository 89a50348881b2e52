package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.report.Figure;

/** Segments that users define: by event, by definition, and through the whole service. */
public final class SegmentsMeasurement {

  /** Walks are short: more of them than of runs. */
  private static final int SWEEPS = 10;

  private static final int SAVES = 3;

  private SegmentsMeasurement() {}

  /**
   * Measures.
   *
   * @param traffic what lies on the topic before each run
   * @param rate orders a second while latency is measured, each the first of its customer
   * @param time for how long that is, after ten seconds of warm-up, and for how long ticks are
   *     looked at beside edits
   * @param rounds how often the others are run; medians count
   * @param watch hears what each round measured
   */
  public static List<Figure> run(
      OrderTraffic traffic, int rate, Duration time, int rounds, Consumer<String> watch)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    List<Figure> figures = new ArrayList<>();
    figures.addAll(SegmentTraffic.run(traffic, rounds, watch));
    figures.addAll(SegmentSweep.run(traffic, SWEEPS * rounds, watch));
    figures.addAll(SegmentEdits.run(traffic, time, rounds, watch));
    figures.addAll(LatencyMeasurement.ofMemberships(rate, time, watch));
    figures.addAll(SegmentSaving.run(traffic.customers(), SAVES * rounds, watch));
    return figures;
  }
}
