package shop.crm.topology.domain.clv;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Fits {@link GammaGamma}, or takes the {@link SampleMean} where it does not fit.
 *
 * <p>Coordinates are ln p, ln q and ln pv/q, the last about the mean value.
 */
final class SpendFit {

  /** From here on a correlation of spend with frequency is worth a note. */
  static final double NOTABLE_CORRELATION = 0.2;

  /** Values, or customers, that differ by a thousandth are as good as alike. */
  static final double GREATEST_SHAPE = 1e6;

  private static final double[] LOG_P = {Math.log(1e-2), Math.log(GREATEST_SHAPE)};
  private static final double[] LOG_Q = {Math.log(1e-2), Math.log(GREATEST_SHAPE)};
  private static final double MOST_OFF_MEAN = 12;

  /**
   * With q near 1 nearly all of the model's mean is in a tail that nobody has seen: a mean so many
   * times that of the sample is no prediction.
   */
  private static final double MOST_ABOVE_SAMPLE = 2;

  private final SpendSample sample;
  private final double logMean;

  private SpendFit(SpendSample sample) {
    this.sample = sample;
    logMean = Math.log(sample.mean());
  }

  static Fitted<Spend> fit(SpendSample sample) {
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
    Maximum best =
        Ascent.of(
            List.of(new double[] {0, 1, logMean}, new double[] {2, 1, logMean}),
            bounds,
            this::logLikelihood);
    double p = Math.exp(best.at()[0]);
    double q = Math.exp(best.at()[1]);
    double v = v(best.at());
    if (q <= 1 || p * v / (q - 1) > MOST_ABOVE_SAMPLE * sample.mean()) {
      return sampleMean(
          sample,
          String.format(
              Locale.ROOT,
              "Values of purchases scatter too widely for a model of their mean (q = %.2f).",
              q));
    }
    return new Fitted<>(new GammaGamma(p, q, v), best.value(), notes(best));
  }

  private List<String> notes(Maximum best) {
    List<String> notes = new ArrayList<>();
    if (!best.settled()) {
      notes.add("The fit of values was stopped before it came to rest.");
    }
    notes.addAll(Bounds.notes("p", "the shape of the values of one customer", best.at()[0], LOG_P));
    notes.addAll(
        Bounds.notes("q", "the shape of how customers differ in value", best.at()[1], LOG_Q));
    double correlation = sample.correlation();
    if (Math.abs(correlation) > NOTABLE_CORRELATION) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Value and frequency of purchases are correlated (r = %.2f); the model of values"
                  + " takes them to be independent.",
              correlation));
    }
    return notes;
  }

  /** By ln p, ln q and c = ln pv/q, so that ln v = c + ln q − ln p. */
  private Ascent.Local logLikelihood(double[] at) {
    Ascent.Local byParameters = sample.logLikelihood(Math.exp(at[0]), Math.exp(at[1]), v(at));
    double[][] chain = {{1, 0, -1}, {0, 1, 1}, {0, 0, 1}};
    double[] slope = new double[3];
    double[][] curvature = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        slope[i] += chain[i][k] * byParameters.slope()[k];
        for (int j = 0; j < 3; j++) {
          for (int l = 0; l < 3; l++) {
            curvature[i][j] += chain[i][k] * byParameters.curvature()[k][l] * chain[j][l];
          }
        }
      }
    }
    return new Ascent.Local(byParameters.value(), slope, curvature);
  }

  private static double v(double[] at) {
    return Math.exp(at[2] + at[1] - at[0]);
  }
}
