package shop.crm.topology.domain.clv;

import java.util.List;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;

/**
 * The greatest value of a function within bounds, by BOBYQA (Powell 2009), which needs no
 * derivatives.
 *
 * @param at where it is
 * @param value the value there
 * @param settled whether the optimiser came to its end
 */
record Maximum(double[] at, double value, boolean settled) {

  /**
   * The best found from one start.
   *
   * @param bounds the least and the greatest value of each argument
   * @param radius how far off the maximum may be, at first
   * @param precision of the arguments, in the end
   * @param evaluations at most so many
   */
  static Maximum of(
      MultivariateFunction function,
      List<double[]> bounds,
      double[] start,
      double radius,
      double precision,
      int evaluations) {
    Best best = new Best(function, start);
    double[] lower = bounds.stream().mapToDouble(bound -> bound[0]).toArray();
    double[] upper = bounds.stream().mapToDouble(bound -> bound[1]).toArray();
    boolean settled = true;
    try {
      new BOBYQAOptimizer(2 * start.length + 1, radius, precision)
          .optimize(
              new ObjectiveFunction(best),
              GoalType.MAXIMIZE,
              new MaxEval(evaluations),
              new SimpleBounds(lower, upper),
              new InitialGuess(start));
    } catch (MathIllegalStateException e) {
      // Out of evaluations, or of digits: the best point so far is what there is, and says so.
      settled = false;
    }
    return new Maximum(best.at, best.value, settled);
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
