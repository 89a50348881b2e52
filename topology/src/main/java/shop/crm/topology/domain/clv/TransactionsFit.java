package shop.crm.topology.domain.clv;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Fits {@link MbgNbd}, or {@link Nbd} where nothing shows that customers leave.
 *
 * <p>Coordinates are ln r, ln r/α (the mean rate), ln a/b (the log-odds to leave) and ln a+b (how
 * alike these are): what the data say about one depends little on the others, and each limit that a
 * fit can run to is one bound. Most of the work is done on times rounded to 1/64 of the greatest
 * age.
 */
final class TransactionsFit {

  /**
   * What twice the gain in log-likelihood by dropout must reach: the 95 % quantile of χ² with two
   * degrees of freedom. Without dropout a/b is at its bound 0 and a+b arbitrary, so that the true
   * quantile is lower: this errs towards the simpler model.
   */
  static final double LEAST_LIKELIHOOD_RATIO = 5.99;

  private static final int COARSE_STEPS = 64;

  private static final double[] LOG_SHAPE = {Math.log(1e-3), Math.log(1e3)};
  private static final double[] LOG_RATE = {Math.log(1e-7), Math.log(10)};
  private static final double[] LOG_ODDS_TO_LEAVE = {-12, 6};
  private static final double[] LOG_ALIKE = {Math.log(1e-2), Math.log(1e4)};

  /** From here on rates differ by less than a tenth, probabilities by less than a twentieth. */
  private static final double LOG_ALL_ALIKE = Math.log(100);

  private static final double[] STARTS_TO_LEAVE = {-3, -1};
  private static final double[] STARTS_ALIKE = {-0.5, 1.5};

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
    if (best.at()[0] > LOG_ALL_ALIKE) {
      notes.add("Customers hardly differ in how often they buy.");
    }
    notes.addAll(
        Bounds.notes("r", "the shape of how often customers buy", best.at()[0], LOG_SHAPE));
    notes.addAll(Bounds.notes("r/α", "the mean number of purchases a day", best.at()[1], LOG_RATE));
    if (best.at().length == 4) {
      notes.addAll(Bounds.notes("a/b", "the odds to leave", best.at()[2], LOG_ODDS_TO_LEAVE));
      notes.addAll(
          Bounds.notes("a+b", "the shape of how easily customers leave", best.at()[3], LOG_ALIKE));
    }
    if (best.at().length == 4 && best.at()[3] > LOG_ALL_ALIKE) {
      notes.add("Customers hardly differ in how easily they stop buying.");
    }
    return notes;
  }

  private Maximum maximum(List<double[]> starts, Likelihood likelihood) {
    List<double[]> bounds =
        List.of(LOG_SHAPE, LOG_RATE, LOG_ODDS_TO_LEAVE, LOG_ALIKE)
            .subList(0, starts.getFirst().length);
    return Maximum.of(
        starts, bounds, at -> likelihood.of(coarse, at), at -> likelihood.of(exact, at));
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
