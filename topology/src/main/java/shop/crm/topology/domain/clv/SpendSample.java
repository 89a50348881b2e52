package shop.crm.topology.domain.clv;

import java.util.Arrays;

/** Mean values of repeat purchases with their counts, in columns: for {@link GammaGamma}. */
final class SpendSample {

  private final int[] repeats;
  private final double[] meanValue;
  private final double[] count;
  private int size;
  private int mostRepeats;

  /** Without customers yet, with room for so many lines. */
  SpendSample(int lines) {
    repeats = new int[lines];
    meanValue = new double[lines];
    count = new double[lines];
  }

  static SpendSample of(PurchaseHistogram histogram) {
    SpendSample sample = new SpendSample(histogram.spendBuckets());
    histogram.forEachSpend(sample::append);
    return sample;
  }

  void append(int x, double value, int times) {
    if (times < 0) {
      throw new IllegalArgumentException(times + " customers with " + x + " repeats");
    }
    repeats[size] = x;
    meanValue[size] = value;
    count[size] = times;
    mostRepeats = Math.max(mostRepeats, x);
    size++;
  }

  /** How many customers are in it. */
  double customers() {
    return Arrays.stream(count).sum();
  }

  /** Mean of the customers' mean values; 0 without any. */
  double mean() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += count[i] * meanValue[i];
    }
    return sum / Math.max(1, customers());
  }

  /** The most that one of them has spent, if the first purchase was worth what the others are. */
  double mostSpent() {
    double most = 0;
    for (int i = 0; i < size; i++) {
      most = count[i] > 0 ? Math.max(most, (repeats[i] + 1) * meanValue[i]) : most;
    }
    return most;
  }

  /** Pearson's, of number and mean value of repeat purchases; 0 where one of them is constant. */
  double correlation() {
    double customers = customers();
    double value = mean();
    double number = 0;
    for (int i = 0; i < size; i++) {
      number += count[i] * repeats[i] / customers;
    }
    double ofNumbers = 0;
    double ofValues = 0;
    double ofBoth = 0;
    for (int i = 0; i < size; i++) {
      double more = repeats[i] - number;
      double above = meanValue[i] - value;
      ofNumbers += count[i] * more * more;
      ofValues += count[i] * above * above;
      ofBoth += count[i] * more * above;
    }
    return ofNumbers > 0 && ofValues > 0 ? ofBoth / Math.sqrt(ofNumbers * ofValues) : 0;
  }

  /**
   * Σ ln of (s/(v+s))^px (v/(v+s))^q / (m B(px,q)) with m the mean value of x purchases and s = xm
   * (Fader and Hardie 2013), with slope and curvature by ln p, ln q and ln v.
   *
   * <p>Sums are compensated (Kahan): of a million terms the last digits would else be noise, in
   * which nobody could tell whether the slope is 0.
   */
  Ascent.Local logLikelihood(double p, double q, double v) {
    double[] sums = new double[GammaGammaTerm.DERIVATIVES];
    double[] lost = new double[GammaGammaTerm.DERIVATIVES];
    GammaGammaTerm[] terms = new GammaGammaTerm[mostRepeats + 1];
    for (int i = 0; i < size; i++) {
      int x = repeats[i];
      if (terms[x] == null) {
        terms[x] = new GammaGammaTerm(p, q, v, x);
      }
      double[] term = terms[x].at(meanValue[i]);
      for (int j = 0; j < sums.length; j++) {
        double corrected = count[i] * term[j] - lost[j];
        double sum = sums[j] + corrected;
        lost[j] = sum - sums[j] - corrected;
        sums[j] = sum;
      }
    }
    return GammaGammaTerm.local(sums);
  }
}
