package shop.crm.topology.domain.clv;

/** How many purchases to expect of a customer who is alive and may leave after each. */
final class FuturePurchases {

  private FuturePurchases() {}

  /**
   * The expected number of purchases of who buys at a rate from Gamma(shape, 1) and leaves after
   * each with a probability from Beta(a, b).
   *
   * <p>The k-th purchase happens if the process without leaving has as many, which is negative
   * binomial, and none of the k−1 before was the last: Σ P(N ≥ k) E[(1−p)^(k−1)], a sum of positive
   * terms. By Pfaff's transformation it equals the textbook's (a+b−1)/(a−1) [1 − (1+t)^−shape
   * ₂F₁(shape, b; a+b−1; t/(1+t))], which cannot be evaluated at a = 1 and cancels beside it.
   *
   * @param time t, in units of the rate's
   */
  static double whileAlive(double shape, double time, double a, double b) {
    double z = time / (1 + time);
    double probability = 1;
    double total = 0;
    double expected = 0;
    double purchases = 0;
    double survives = 1;
    double k = 0;
    double mean = shape * time;
    do {
      total += probability;
      expected += probability * purchases;
      purchases += survives;
      survives *= (b + k) / (a + b + k);
      probability *= z * (shape + k) / (k + 1);
      k++;
      if (total > 1e200) {
        total *= 1e-200;
        expected *= 1e-200;
        probability *= 1e-200;
      }
    } while (k < mean || probability > 1e-17 * total);
    return expected / total;
  }
}
