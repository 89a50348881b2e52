package shop.crm.benchmarks.measure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hipparchus.random.RandomDataGenerator;
import shop.crm.benchmarks.report.Figure;
import shop.crm.topology.domain.clv.ClvFit;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.PurchaseHistogram;

/** The fit of the models of lifetime value to a million simulated customers, on one thread. */
final class FitMeasurement {

  private static final double TARGET_SECONDS = 10;
  private static final int CUSTOMERS = 1_000_000;
  private static final int DAYS = 730;
  private static final int TODAY = 20_000;
  private static final int ROUNDS = 3;
  private static final long SEED = 20_260_101L;

  /** Of the customers: purchases a day are Gamma(r, alpha), the probability to leave Beta(a, b). */
  private static final double R = 0.53;

  private static final double ALPHA = 43;
  private static final double A = 0.9;
  private static final double B = 1.6;

  private FitMeasurement() {}

  static List<Figure> run(Consumer<String> watch) {
    PurchaseHistogram histogram = simulated();
    List<Double> seconds = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      long start = System.nanoTime();
      ClvModel model = ClvFit.fit(histogram, TODAY, Instant.EPOCH);
      seconds.add((System.nanoTime() - start) / 1e9);
      watch.accept(
          "fit %d: %.2f s, %s"
              .formatted(
                  round,
                  seconds.getLast(),
                  model.transactions().orElseThrow(() -> new IllegalStateException("no model"))));
    }
    seconds.sort(null);
    return List.of(
        Figure.atMost(
            "fit of lifetime value, %,d customers".formatted(CUSTOMERS),
            seconds.get(ROUNDS / 2),
            "s",
            TARGET_SECONDS),
        Figure.of("histogram of these, encoded", histogram.encode().length / 1e6, "MB"));
  }

  private static PurchaseHistogram simulated() {
    RandomDataGenerator random = new RandomDataGenerator(SEED);
    PurchaseHistogram histogram = new PurchaseHistogram();
    for (int i = 0; i < CUSTOMERS; i++) {
      add(histogram, random);
    }
    return histogram;
  }

  /** One customer, as MBG/NBD has them: each purchase, the first too, may be the last. */
  private static void add(PurchaseHistogram histogram, RandomDataGenerator random) {
    int first = TODAY - random.nextInt(0, DAYS);
    double rate = random.nextGamma(R, 1 / ALPHA);
    double leaving = random.nextBeta(A, B);
    double mean = 10 + random.nextGamma(3, 15);
    double time = 0;
    int last = first;
    int repeats = 0;
    long spent = 0;
    while (rate > 0 && random.nextUniform(0, 1) >= leaving) {
      time += random.nextExponential(1 / rate);
      if (first + time > TODAY) {
        break;
      }
      int day = first + (int) time;
      if (day > last) {
        last = day;
        repeats++;
        spent += 1 + Math.round(100 * random.nextGamma(6, mean / 6));
      }
    }
    histogram.add(repeats, first, last, spent, 1);
  }
}
