package shop.crm.topology.domain.clv;

import java.util.List;
import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;

/**
 * BG/NBD (Fader, Hardie and Lee 2005), the reference that most has been published about: as {@link
 * MbgNbd}, but nobody leaves before a second purchase. Written by the paper's formulas, for small
 * samples only.
 */
record BgNbd(double r, double alpha, double a, double b) {

  /** x, t_x and T in any unit of time. */
  record Observed(int x, double last, double age) {}

  double logLikelihood(Observed it) {
    double bought =
        Gamma.logGamma(r + it.x) - Gamma.logGamma(r) + r * Math.log(alpha) - Beta.logBeta(a, b);
    double alive = Beta.logBeta(a, b + it.x) - (r + it.x) * Math.log(alpha + it.age);
    if (it.x == 0) {
      return bought + alive;
    }
    double gone = Beta.logBeta(a + 1, b + it.x - 1) - (r + it.x) * Math.log(alpha + it.last);
    return bought + Math.max(alive, gone) + Math.log1p(Math.exp(-Math.abs(alive - gone)));
  }

  double probabilityAlive(Observed it) {
    return it.x == 0
        ? 1
        : 1 / (1 + a / (b + it.x - 1) * Math.pow((alpha + it.age) / (alpha + it.last), r + it.x));
  }

  double expectedPurchases(Observed it, double time) {
    return probabilityAlive(it)
        * FuturePurchases.whileAlive(r + it.x, time / (alpha + it.age), a, b + it.x);
  }

  static BgNbd fit(List<Observed> customers) {
    double[] wide = {-8, 8};
    Maximum best =
        Maximum.of(
            List.of(new double[4]),
            List.of(wide, wide, wide, wide),
            at -> logLikelihood(at, customers),
            at -> logLikelihood(at, customers));
    return of(best.at());
  }

  private static double logLikelihood(double[] logarithms, List<Observed> customers) {
    return of(logarithms).logLikelihood(customers);
  }

  double logLikelihood(List<Observed> customers) {
    return customers.stream().mapToDouble(this::logLikelihood).sum();
  }

  private static BgNbd of(double[] logarithms) {
    return new BgNbd(
        Math.exp(logarithms[0]),
        Math.exp(logarithms[1]),
        Math.exp(logarithms[2]),
        Math.exp(logarithms[3]));
  }
}
