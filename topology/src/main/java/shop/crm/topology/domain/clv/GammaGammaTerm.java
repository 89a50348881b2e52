package shop.crm.topology.domain.clv;

import org.hipparchus.special.Beta;

/**
 * What one customer with so many repeat purchases adds to the log-likelihood of {@link GammaGamma},
 * and to its derivatives by ln p, ln q and ln v: value, three slopes, six curvatures.
 *
 * <p>With p or q very large, where customers or their purchases are nearly alike, ψ(px+q) − ψ(px)
 * is the small difference of large numbers: there it is taken from the asymptotic series of both.
 */
final class GammaGammaTerm {

  /** How many numbers {@link #at} gives. */
  static final int DERIVATIVES = 10;

  private final double p;
  private final double q;
  private final double v;
  private final int x;
  private final double logBeta;

  /** Slopes of −ln B(px, q) by p and by q, and its curvatures. */
  private final double byP;

  private final double byQ;
  private final double byPp;
  private final double byPq;
  private final double byQq;

  GammaGammaTerm(double p, double q, double v, int x) {
    this.p = p;
    this.q = q;
    this.v = v;
    this.x = x;
    double shape = p * x;
    logBeta = Beta.logBeta(shape, q);
    byP = x * Polygamma.digammaGain(shape, q);
    byQ = Polygamma.digammaGain(q, shape);
    byPp = (double) x * x * Polygamma.trigammaGain(shape, q);
    byPq = x * Polygamma.trigamma(shape + q);
    byQq = Polygamma.trigammaGain(q, shape);
  }

  /** The numbers of a customer whose repeat purchases have this mean value. */
  double[] at(double meanValue) {
    double spent = x * meanValue;
    double all = v + spent;
    double ofP = x * Math.log1p(v / spent);
    double ofQ = Math.log1p(spent / v);
    double slopeP = p * (byP - ofP);
    double slopeQ = q * (byQ - ofQ);
    double shareV = v / all;
    double shareSpent = spent / all;
    double slopeV = q * shareSpent - p * x * shareV;
    return new double[] {
      -Math.log(meanValue) - logBeta - p * ofP - q * ofQ,
      slopeP,
      slopeQ,
      slopeV,
      slopeP + p * p * byPp,
      p * q * byPq,
      -p * x * shareV,
      slopeQ + q * q * byQq,
      q * shareSpent,
      -(p * x + q) * shareV * shareSpent
    };
  }

  /** The sums over all customers, in order. */
  static Ascent.Local local(double[] sums) {
    return new Ascent.Local(
        sums[0],
        new double[] {sums[1], sums[2], sums[3]},
        new double[][] {
          {sums[4], sums[5], sums[6]}, {sums[5], sums[7], sums[8]}, {sums[6], sums[8], sums[9]}
        });
  }
}
