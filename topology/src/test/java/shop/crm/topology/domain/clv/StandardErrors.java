package shop.crm.topology.domain.clv;

import java.util.stream.IntStream;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/** Of maximum-likelihood estimates, by the observed information. */
final class StandardErrors {

  private static final double STEP = 1e-3;

  private StandardErrors() {}

  /** Of the logarithms of the estimates: about their relative errors. */
  static double[] ofLogarithms(MultivariateFunction logLikelihood, double... estimates) {
    RealMatrix covariance = MatrixUtils.inverse(information(logLikelihood, estimates));
    return IntStream.range(0, estimates.length)
        .mapToDouble(i -> Math.sqrt(covariance.getEntry(i, i)))
        .toArray();
  }

  /** The observed information on the logarithms: the curvature, downward. */
  static RealMatrix information(MultivariateFunction logLikelihood, double... estimates) {
    int size = estimates.length;
    RealMatrix information = MatrixUtils.createRealMatrix(size, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        information.setEntry(i, j, -secondDerivative(logLikelihood, estimates, i, j));
      }
    }
    return information;
  }

  private static double secondDerivative(MultivariateFunction function, double[] at, int i, int j) {
    double sum = 0;
    for (int up = -1; up <= 1; up += 2) {
      for (int across = -1; across <= 1; across += 2) {
        double[] point = at.clone();
        point[i] *= Math.exp(up * STEP);
        point[j] *= Math.exp(across * STEP);
        sum += up * across * function.value(point);
      }
    }
    return sum / (4 * STEP * STEP);
  }
}
