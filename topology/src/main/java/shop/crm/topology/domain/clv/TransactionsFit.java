package shop.crm.topology.domain.clv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.util.MathArrays;

/**
 * Fits {@link MbgNbd}, or {@link Nbd} where nothing shows that customers leave.
 *
 * <p>Coordinates are ln r, ln r/α (the mean rate), ln a/b (the log-odds to leave) and ln a+b (how
 * alike these are): what the data say about one depends little on the others, and each limit that a
 * fit can run to is one bound. A few starts run on times rounded to 1/64 of the greatest age; the
 * best goes on with all customers.
 */
final class TransactionsFit {

  /**
   * What twice the gain in log-likelihood by dropout must reach: the 95 % quantile of χ² with two
   * degrees of freedom. Without dropout a/b is at its bound 0 and a+b arbitrary, so that the true
   * quantile is lower: this errs towards the simpler model.
   */
  static final double LEAST_LIKELIHOOD_RATIO = 5.99;

  private static final int COARSE_STEPS = 64;
  private static final int MOST_EVALUATIONS = 400;

  private static final double[] LOG_SHAPE = {Math.log(1e-3), Math.log(1e3)};
  private static final double[] LOG_RATE = {Math.log(1e-7), Math.log(10)};
  private static final double[] LOG_ODDS_TO_LEAVE = {-12, 6};
  private static final double[] LOG_ALIKE = {Math.log(1e-2), Math.log(1e4)};

  private static final double[] STARTS_TO_LEAVE = {-3, -1};
  private static final double[] STARTS_ALIKE = {-0.5, 1.5};

  /** A step of the coordinates for slopes. */
  private static final double HALF_STEP = 1e-3;

  /** A gain in log-likelihood that is worth about a thousandth of a standard error. */
  private static final double NEGLIGIBLE_GAIN = 1e-6;

  private static final int MOST_ROUNDS = 8;

  /** Samples with fewer histories are not worth rounding. */
  private static final int SMALL_SAMPLE = 5_000;

  private interface Likelihood {
    /** The log-likelihood of a sample at a point. */
    double of(HistorySample sample, double[] at);
  }

  private final HistorySample exact;
  private final HistorySample coarse;

  private TransactionsFit(PurchaseHistogram histogram, int todayEpochDay) {
    exact = HistorySample.of(histogram, todayEpochDay);
    coarse =
        exact.histories() <= SMALL_SAMPLE
            ? exact
            : exact.rounded(1 + exact.greatestAgeDays() / COARSE_STEPS);
  }

  static Fitted<Transactions> fit(PurchaseHistogram histogram, int todayEpochDay) {
    return new TransactionsFit(histogram, todayEpochDay).fit();
  }

  private Fitted<Transactions> fit() {
    List<String> notes = new ArrayList<>();
    Maximum nbd = maximum(List.of(nbdStart()), (sample, at) -> sample.logLikelihood(nbd(at)));
    Maximum mbg = maximum(mbgStarts(nbd.at()), (sample, at) -> sample.logLikelihood(mbgNbd(at)));
    double ratio = Math.max(0, 2 * (mbg.value() - nbd.value()));
    boolean leaving = ratio >= LEAST_LIKELIHOOD_RATIO;
    if (!leaving) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Nothing shows that customers stop buying (likelihood ratio %.2f, needed %.2f):"
                  + " all count as active, by NBD.",
              ratio,
              LEAST_LIKELIHOOD_RATIO));
    }
    Maximum best = leaving ? mbg : nbd;
    notes.addAll(notes(best));
    return new Fitted<>(leaving ? mbgNbd(mbg.at()) : nbd(nbd.at()), best.value(), notes);
  }

  private static List<String> notes(Maximum best) {
    List<String> notes = new ArrayList<>();
    if (!best.settled()) {
      notes.add("The fit of purchases was stopped before it came to rest.");
    }
    if (best.at()[0] > LOG_SHAPE[1] - 0.01) {
      notes.add("Customers hardly differ in how often they buy.");
    }
    if (best.at().length == 4 && best.at()[3] > LOG_ALIKE[1] - 0.01) {
      notes.add("Customers hardly differ in how easily they stop buying.");
    }
    return notes;
  }

  private Maximum maximum(List<double[]> starts, Likelihood likelihood) {
    List<double[]> bounds =
        List.of(LOG_SHAPE, LOG_RATE, LOG_ODDS_TO_LEAVE, LOG_ALIKE)
            .subList(0, starts.getFirst().length);
    MultivariateFunction roughly = at -> likelihood.of(coarse, at);
    MultivariateFunction exactly = at -> likelihood.of(exact, at);
    double[] at =
        starts.stream()
            .map(start -> Maximum.of(roughly, bounds, start, 0.5, 1e-3, MOST_EVALUATIONS))
            .max(Comparator.comparingDouble(Maximum::value))
            .orElseThrow()
            .at();
    double value = exactly.value(at);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double[] tilt = MathArrays.ebeSubtract(slope(exactly, at), slope(roughly, at));
      MultivariateFunction tilted =
          it -> roughly.value(it) + MathArrays.linearCombination(tilt, it);
      double[] next = Maximum.of(tilted, bounds, at, 0.02, 1e-6, MOST_EVALUATIONS).at();
      double gain = exactly.value(next) - value;
      if (gain > 0) {
        at = next;
        value += gain;
      }
      if (gain < NEGLIGIBLE_GAIN) {
        return new Maximum(at, value, true);
      }
    }
    return new Maximum(at, value, false);
  }

  /** By central differences: their error is the same for both samples and leaves no trace. */
  private static double[] slope(MultivariateFunction function, double[] at) {
    double[] slope = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double[] point = at.clone();
      point[i] = at[i] + HALF_STEP;
      slope[i] = function.value(point);
      point[i] = at[i] - HALF_STEP;
      slope[i] = (slope[i] - function.value(point)) / (2 * HALF_STEP);
    }
    return slope;
  }

  private double[] nbdStart() {
    return new double[] {0, Math.log(coarse.purchasesPerDay())};
  }

  private static List<double[]> mbgStarts(double[] nbd) {
    List<double[]> starts = new ArrayList<>();
    for (double toLeave : STARTS_TO_LEAVE) {
      for (double alike : STARTS_ALIKE) {
        starts.add(new double[] {nbd[0], nbd[1], toLeave, alike});
      }
    }
    return starts;
  }

  private static Nbd nbd(double[] at) {
    double r = Math.exp(at[0]);
    return new Nbd(r, r / Math.exp(at[1]));
  }

  private static MbgNbd mbgNbd(double[] at) {
    Nbd buying = nbd(at);
    double odds = Math.exp(at[2]);
    double both = Math.exp(at[3]);
    return new MbgNbd(buying.r(), buying.alpha(), both * odds / (1 + odds), both / (1 + odds));
  }
}
