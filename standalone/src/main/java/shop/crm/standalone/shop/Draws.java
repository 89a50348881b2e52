package shop.crm.standalone.shop;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random draws that the JDK lacks. Not safe for use by several threads, as its generator is not.
 *
 * @param random where the randomness comes from: seeded, so that every draw can be repeated
 */
record Draws(RandomGenerator random) {

  /**
   * A draw from the gamma distribution, by the method of Marsaglia and Tsang, "A simple method for
   * generating gamma variables", ACM TOMS 26(3), 2000; for a shape below 1 with their boost.
   *
   * @param shape positive
   * @param rate positive: the mean is shape / rate
   */
  double gamma(double shape, double rate) {
    if (shape < 1) {
      return gamma(shape + 1, rate) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      double u = 1 - random.nextDouble();
      if (v > 0 && Math.log(u) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return d * v / rate;
      }
    }
  }

  /** A draw from the beta distribution: the share of one gamma in the sum of two. */
  double beta(double a, double b) {
    double one = gamma(a, 1);
    double other = gamma(b, 1);
    return one + other > 0 ? one / (one + other) : a / (a + b);
  }

  /** A waiting time of a Poisson process, in the unit of {@code 1 / rate}; endless at rate 0. */
  double wait(double rate) {
    return random.nextExponential() / rate;
  }

  /** True with that probability. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Any of {@code values}, each as likely. */
  <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
