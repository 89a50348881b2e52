package shop.crm.topology.domain.clv;

/**
 * How many purchases to expect of a customer who is alive, buys at a rate from Gamma(shape, 1) and
 * leaves after each with a probability from Beta(a, b).
 *
 * <p>The textbook's form, (a+b−1)/(a−1) [1 − (1+t)^−shape ₂F₁(shape, b; a+b−1; t/(1+t))], cannot be
 * evaluated at a = 1 and cancels beside it. Both forms here are sums of positive terms, for which a
 * = 1 is nothing special.
 */
final class FuturePurchases {

  /** Where the series would need more terms, the integral is cheaper. */
  private static final double MOST_TERMS = 10_000;

  /** A term that is less than this part of the sum does not change it. */
  private static final double NEGLIGIBLE = 1e-17;

  private FuturePurchases() {}

  /**
   * The expected number within {@code time}.
   *
   * @param time in units of the rate's
   * @param b 1 or more, as it is after a purchase that was not the last
   */
  static double whileAlive(double shape, double time, double a, double b) {
    return (shape + 40) * time < MOST_TERMS
        ? series(shape, time, a, b)
        : integral(shape, time, a, b);
  }

  /**
   * Over N, what there would be without leaving, negative binomial; of n the k-th happens if none
   * of those before was the last: Σ P(N = n) Σ E[(1−p)^(k−1)] with k = 1..n. By Pfaff's
   * transformation it equals the textbook's form. P(N = n) is in units of its greatest partial sum,
   * by which the result is divided, so that nothing underflows.
   */
  static double series(double shape, double time, double a, double b) {
    double z = time / (1 + time);
    double likely = shape * time;
    double probability = 1;
    double purchases = 0;
    double survives = 1;
    double expected = 0;
    double total = 0;
    for (double n = 0; n <= likely || probability * purchases > NEGLIGIBLE * expected; n++) {
      total += probability;
      expected += probability * purchases;
      purchases += survives;
      survives *= (b + n) / (a + b + n);
      probability *= z * (shape + n) / (n + 1);
      if (total > 1e200) {
        total *= 1e-200;
        expected *= 1e-200;
        probability *= 1e-200;
      }
    }
    return expected / total;
  }

  /**
   * Over p: E[(1 − (1+pt)^−shape) / p], by the trapezoidal rule in y = ln(p/(1−p)). The integrand
   * is analytic where |Im y| ≤ π/2 and vanishes at both ends, so the error falls as exp(−π²/h) with
   * the step h (Trefethen and Weideman 2014); a narrow Beta needs a step in proportion.
   */
  static double integral(double shape, double time, double a, double b) {
    double precision = Math.min(1e12, a / (a + b) * b);
    double step = Math.min(0.2, 0.7 / Math.sqrt(precision));
    // From here on down the Beta is a pure power and the rest constant: a geometric series.
    double flat = -40 - Math.log(Math.max(a + b, shape * time));
    double middle = Math.max(flat, Math.log(a / b));
    Integral sum = new Integral(shape, time, a, b, middle);
    boolean more = true;
    double down = middle;
    for (; more && down > flat; down -= step) {
      more = sum.add(down, 1);
    }
    if (more) {
      sum.add(down, 1 / -Math.expm1(-a * step));
    }
    more = true;
    for (double y = middle + step; more; y += step) {
      more = sum.add(y, 1);
    }
    return sum.expected / sum.total;
  }

  private static final class Integral {
    private final double shape;
    private final double time;
    private final double a;
    private final double b;
    private final double logMiddle;
    private double expected;
    private double total;

    private Integral(double shape, double time, double a, double b, double middle) {
      this.shape = shape;
      this.time = time;
      this.a = a;
      this.b = b;
      logMiddle = logDensity(middle);
    }

    private double logDensity(double y) {
      return -a * Math.log1p(Math.exp(-y)) - b * Math.log1p(Math.exp(y));
    }

    /** Whether that changed the sums. */
    private boolean add(double y, double times) {
      double p = 1 / (1 + Math.exp(-y));
      double weight = times * Math.exp(logDensity(y) - logMiddle);
      double term = weight * -Math.expm1(-shape * Math.log1p(p * time)) / p;
      expected += term;
      total += weight;
      return weight > NEGLIGIBLE * total || term > NEGLIGIBLE * expected;
    }
  }
}
