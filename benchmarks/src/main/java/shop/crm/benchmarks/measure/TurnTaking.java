package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import shop.crm.benchmarks.measure.Clients.Load;
import shop.crm.benchmarks.report.Medians;

/**
 * Candidates that take turns, round after round: first until none of them gets faster any more,
 * which on a cold JVM takes a while, and then the rounds that count.
 *
 * @param rounds how many count
 * @param watch hears what each turn measured
 */
record TurnTaking(int rounds, Consumer<String> watch) {

  private static final String P50 = " p50";
  private static final String P99 = " p99";

  /** By how much a candidate that is not yet warm is faster than it ever was before. */
  private static final double WARMING = 1.05;

  private static final int LEAST_WARM_UP = 6;
  private static final int MOST_WARM_UP = 12;

  /** What is measured in turn with others. */
  record Candidate(String name, Turn turn) {}

  /** One turn. */
  interface Turn {
    Load take() throws IOException, TimeoutException, InterruptedException, ExecutionException;
  }

  /** The medians of the rounds that count. */
  record Results(Medians medians) {

    double perSecond(String candidate) {
      return medians.of(candidate);
    }

    double p50(String candidate) {
      return medians.of(candidate + P50);
    }

    double p99(String candidate) {
      return medians.of(candidate + P99);
    }

    double ratio(String candidate, String yardstick) {
      return perSecond(candidate) / perSecond(yardstick);
    }
  }

  /** Measures. */
  Results measure(List<Candidate> candidates)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    warmUp(candidates);
    Medians medians = new Medians();
    for (int round = 1; round <= rounds; round++) {
      for (Candidate candidate : rotated(candidates, round)) {
        Load load = take("round " + round, candidate);
        medians.add(candidate.name(), load.perSecond());
        medians.add(candidate.name() + P50, load.latencies().percentileMillis(50));
        medians.add(candidate.name() + P99, load.latencies().percentileMillis(99));
      }
    }
    return new Results(medians);
  }

  private void warmUp(List<Candidate> candidates)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    Map<String, Double> best = new HashMap<>();
    boolean warming = true;
    for (int round = 1; round <= LEAST_WARM_UP || warming && round <= MOST_WARM_UP; round++) {
      warming = false;
      for (Candidate candidate : rotated(candidates, round)) {
        double pace = take("warm-up " + round, candidate).perSecond();
        warming |= pace > WARMING * best.getOrDefault(candidate.name(), 0.0);
        best.merge(candidate.name(), pace, Math::max);
      }
    }
  }

  private Load take(String when, Candidate candidate)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    Load load = candidate.turn().take();
    watch.accept(
        "%s: %s %,.0f/s, p99 %.2f ms"
            .formatted(
                when, candidate.name(), load.perSecond(), load.latencies().percentileMillis(99)));
    return load;
  }

  /** Each is first in turn. */
  static <T> List<T> rotated(List<T> candidates, int round) {
    List<T> rotated = new ArrayList<>(candidates);
    Collections.rotate(rotated, round);
    return rotated;
  }
}
