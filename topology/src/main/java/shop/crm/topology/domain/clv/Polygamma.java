package shop.crm.topology.domain.clv;

/**
 * Digamma and trigamma to the last digits, and what they gain from one argument to another.
 * Hipparchus' digamma has a term of its series with the wrong sign and is off by up to 1/(60 x⁴):
 * too much where a maximum is to be known to 1e-6 over a million customers.
 */
final class Polygamma {

  /** From here on the asymptotic series are exact to the last digits. */
  private static final double SERIES_FROM = 20;

  private Polygamma() {}

  /** ψ(x), x positive. */
  static double digamma(double x) {
    double shifted = x;
    double below = 0;
    for (; shifted < SERIES_FROM; shifted++) {
      below += 1 / shifted;
    }
    return Math.log(shifted) - 1 / (2 * shifted) - digammaRest(shifted) - below;
  }

  /** ψ′(x), x positive. */
  static double trigamma(double x) {
    double shifted = x;
    double below = 0;
    for (; shifted < SERIES_FROM; shifted++) {
      below += 1 / (shifted * shifted);
    }
    return 1 / shifted + 1 / (2 * shifted * shifted) + trigammaRest(shifted) + below;
  }

  /**
   * ψ(a+b) − ψ(a). With a large beside b it is the small difference of two large numbers, and is
   * taken term by term.
   */
  static double digammaGain(double a, double b) {
    if (a < SERIES_FROM) {
      return digamma(a + b) - digamma(a);
    }
    double sum = a + b;
    return Math.log1p(b / a) + b / (2 * a * sum) + digammaRest(a) - digammaRest(sum);
  }

  /** ψ′(a+b) − ψ′(a), in the same way. */
  static double trigammaGain(double a, double b) {
    if (a < SERIES_FROM) {
      return trigamma(a + b) - trigamma(a);
    }
    double sum = a + b;
    return -b / (a * sum)
        - b * (a + sum) / (2 * a * a * sum * sum)
        + trigammaRest(sum)
        - trigammaRest(a);
  }

  /** ln x − 1/2x − ψ(x) = Σ B₂ₖ / (2k x²ᵏ). */
  private static double digammaRest(double x) {
    double inverse = 1 / (x * x);
    return inverse
        * (1.0 / 12
            - inverse
                * (1.0 / 120
                    - inverse * (1.0 / 252 - inverse * (1.0 / 240 - inverse * (1.0 / 132)))));
  }

  /** ψ′(x) − 1/x − 1/2x² = Σ B₂ₖ / x²ᵏ⁺¹. */
  private static double trigammaRest(double x) {
    double inverse = 1 / (x * x);
    return inverse
        / x
        * (1.0 / 6
            - inverse
                * (1.0 / 30 - inverse * (1.0 / 42 - inverse * (1.0 / 30 - inverse * (5.0 / 66)))));
  }
}
