package shop.crm.topology.domain.clv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Fits {@link GammaGamma}, or takes the {@link SampleMean} where it does not fit.
 *
 * <p>Coordinates are ln p, ln q and ln pv/q, the last about the mean value.
 */
final class SpendFit {

  /** From here on a correlation of spend with frequency is worth a note. */
  static final double NOTABLE_CORRELATION = 0.2;

  private static final int MOST_EVALUATIONS = 400;
  private static final double[] LOG_P = {Math.log(1e-2), Math.log(1e4)};
  private static final double[] LOG_Q = {Math.log(1e-2), Math.log(1e4)};
  private static final double MOST_OFF_MEAN = 12;

  private final SpendSample sample;
  private final double logMean;

  private SpendFit(SpendSample sample) {
    this.sample = sample;
    logMean = Math.log(sample.mean());
  }

  static Fitted<Spend> fit(PurchaseHistogram histogram) {
    SpendSample sample = SpendSample.of(histogram);
    if (sample.customers() < ClvFit.LEAST_REPEAT_BUYERS) {
      return sampleMean(
          sample,
          String.format(
              Locale.ROOT,
              "Only %.0f customers have a positive value of repeat purchases.",
              sample.customers()));
    }
    return new SpendFit(sample).fit();
  }

  private static Fitted<Spend> sampleMean(SpendSample sample, String why) {
    return new Fitted<>(
        new SampleMean(sample.mean()),
        0,
        List.of(why + " Each customer's own mean value counts instead of a model."));
  }

  private Fitted<Spend> fit() {
    List<double[]> bounds =
        List.of(LOG_P, LOG_Q, new double[] {logMean - MOST_OFF_MEAN, logMean + MOST_OFF_MEAN});
    Maximum rough =
        Stream.of(new double[] {0, 1, logMean}, new double[] {2, 1, logMean})
            .map(
                start ->
                    Maximum.of(this::logLikelihood, bounds, start, 0.5, 1e-2, MOST_EVALUATIONS))
            .max(Comparator.comparingDouble(Maximum::value))
            .orElseThrow();
    Maximum best =
        Maximum.of(this::logLikelihood, bounds, rough.at(), 0.02, 1e-6, MOST_EVALUATIONS);
    double q = Math.exp(best.at()[1]);
    if (q <= 1) {
      return sampleMean(
          sample,
          String.format(
              Locale.ROOT, "Values of purchases scatter too widely to have a mean (q = %.2f).", q));
    }
    double p = Math.exp(best.at()[0]);
    return new Fitted<>(new GammaGamma(p, q, v(best.at())), best.value(), notes(best));
  }

  private List<String> notes(Maximum best) {
    List<String> notes = new ArrayList<>();
    if (!best.settled()) {
      notes.add("The fit of values was stopped before it came to rest.");
    }
    double correlation = sample.correlation();
    if (Math.abs(correlation) > NOTABLE_CORRELATION) {
      notes.add(
          String.format(
              Locale.ROOT,
              "How much and how often repeat buyers buy is correlated (r = %.2f), which the model"
                  + " of values takes to be independent.",
              correlation));
    }
    return notes;
  }

  private double logLikelihood(double[] at) {
    return sample.logLikelihood(Math.exp(at[0]), Math.exp(at[1]), v(at));
  }

  private static double v(double[] at) {
    return Math.exp(at[2] + at[1] - at[0]);
  }
}
