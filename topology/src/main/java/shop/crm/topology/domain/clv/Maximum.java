package shop.crm.topology.domain.clv;

import java.util.Comparator;
import java.util.List;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;
import org.hipparchus.util.MathArrays;

/**
 * The greatest log-likelihood within bounds.
 *
 * @param at where it is
 * @param value the log-likelihood there
 * @param settled whether the search came to rest
 */
record Maximum(double[] at, double value, boolean settled) {

  /** A gain in log-likelihood that is worth about a thousandth of a standard error. */
  private static final double NEGLIGIBLE_GAIN = 1e-6;

  private static final int MOST_ROUNDS = 8;
  private static final int MOST_EVALUATIONS = 400;

  /** Half a step of the coordinates for slopes. */
  private static final double HALF_STEP = 1e-3;

  /**
   * The best found from several starts.
   *
   * <p>Most of the search is on a cheap likelihood. At its maximum that is tilted, by a linear
   * term, to have the slope of the exact one there; the maximum of this is nearly the exact one,
   * and after a few such rounds is it. So nine evaluations a round are exact, of four parameters,
   * where a search would take a hundred.
   *
   * @param starts of the search, each within the bounds
   * @param bounds the least and the greatest value of each coordinate, logarithms or alike
   * @param nearly the cheap one; the exact one itself if that is cheap enough
   */
  static Maximum of(
      List<double[]> starts,
      List<double[]> bounds,
      MultivariateFunction nearly,
      MultivariateFunction exact) {
    double[] at =
        starts.stream()
            .map(start -> search(nearly, bounds, start, 0.5, 1e-2))
            .max(Comparator.comparingDouble(best -> best.value))
            .orElseThrow()
            .at;
    double value = exact.value(at);
    MultivariateFunction leading = nearly;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double[] next = search(tilted(leading, exact, at), bounds, at, 0.02, 1e-6).at;
      double gain = exact.value(next) - value;
      if (gain > 0) {
        at = next;
        value += gain;
      }
      if (Math.abs(gain) < NEGLIGIBLE_GAIN || (gain < 0 && leading == exact)) {
        return new Maximum(at, value, true);
      }
      if (gain < 0) {
        // Not near enough to lead anywhere better.
        leading = exact;
      }
    }
    return new Maximum(at, value, false);
  }

  private static MultivariateFunction tilted(
      MultivariateFunction function, MultivariateFunction towards, double[] at) {
    double[] tilt = MathArrays.ebeSubtract(slope(towards, at), slope(function, at));
    return point -> function.value(point) + MathArrays.linearCombination(tilt, point);
  }

  /** By central differences; their error is nearly the same for both likelihoods and cancels. */
  private static double[] slope(MultivariateFunction function, double[] at) {
    double[] slope = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double[] point = at.clone();
      point[i] = at[i] + HALF_STEP;
      slope[i] = function.value(point);
      point[i] = at[i] - HALF_STEP;
      slope[i] = (slope[i] - function.value(point)) / (2 * HALF_STEP);
    }
    return slope;
  }

  /** By BOBYQA (Powell 2009), which needs no derivatives. */
  private static Best search(
      MultivariateFunction function,
      List<double[]> bounds,
      double[] start,
      double radius,
      double precision) {
    Best best = new Best(function, start);
    try {
      new BOBYQAOptimizer(2 * start.length + 1, radius, precision)
          .optimize(
              new ObjectiveFunction(best),
              GoalType.MAXIMIZE,
              new MaxEval(MOST_EVALUATIONS),
              new SimpleBounds(
                  bounds.stream().mapToDouble(bound -> bound[0]).toArray(),
                  bounds.stream().mapToDouble(bound -> bound[1]).toArray()),
              new InitialGuess(start));
    } catch (MathIllegalStateException outOfEvaluationsOrDigits) {
      // The best point so far is a point to go on from: rounds end when nothing is gained.
      return best;
    }
    return best;
  }

  /** Remembers the best point that was asked for. */
  private static final class Best implements MultivariateFunction {
    private final MultivariateFunction function;
    private double[] at;
    private double value = Double.NEGATIVE_INFINITY;

    private Best(MultivariateFunction function, double[] start) {
      this.function = function;
      this.at = start;
    }

    @Override
    public double value(double[] point) {
      double here = function.value(point);
      if (here > value) {
        value = here;
        at = point.clone();
      }
      return here;
    }
  }
}
