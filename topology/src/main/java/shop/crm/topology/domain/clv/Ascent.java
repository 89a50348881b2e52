package shop.crm.topology.domain.clv;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * Finds the greatest log-likelihood within bounds by Newton's method, where slope and curvature are
 * known: quadratic convergence ends at the last digits, where a search without derivatives ends
 * when it no longer sees a gain.
 *
 * <p>Steps are damped (Levenberg 1944) until they lead up. Coordinates at a bound that the slope
 * points out of stay there (Bertsekas 1982).
 */
final class Ascent {

  /** What is still to be gained, by slope and curvature, where the search has come to rest. */
  static final double NEGLIGIBLE_GAIN = 1e-9;

  /** A likelihood of many customers is known no better: no gain so small can be seen. */
  private static final double UNSEEN_GAIN = 1e-7;

  private static final int MOST_STEPS = 200;
  private static final double LONGEST_STEP = 2;
  private static final double LEAST_DAMPING = 1e-6;
  private static final double MOST_DAMPING = 1e15;

  /** A function of which slope and curvature are known. */
  interface Smooth {
    /** What is known of it at a point. */
    Local at(double[] point);
  }

  /**
   * A function at a point.
   *
   * @param value its value
   * @param slope its first derivatives
   * @param curvature its second derivatives
   */
  record Local(double value, double[] slope, double[][] curvature) {}

  private final Smooth function;
  private final List<double[]> bounds;
  private double[] at;
  private Local here;

  private Ascent(Smooth function, List<double[]> bounds, double[] start) {
    this.function = function;
    this.bounds = bounds;
    this.at = start;
    this.here = function.at(start);
  }

  /**
   * The best found from several starts.
   *
   * @param starts of the search, each within the bounds
   * @param bounds the least and the greatest value of each coordinate, logarithms or alike
   */
  static Maximum of(List<double[]> starts, List<double[]> bounds, Smooth function) {
    return starts.stream()
        .map(start -> new Ascent(function, bounds, start).climb())
        .max(Comparator.comparingDouble(Maximum::value))
        .orElseThrow();
  }

  private Maximum climb() {
    boolean settled = false;
    for (int steps = 0; steps < MOST_STEPS && !settled; steps++) {
      settled = !step();
    }
    return new Maximum(at, here.value(), settled);
  }

  /** Goes one step up; false where there is nothing to be gained any more. */
  private boolean step() {
    int[] free = IntStream.range(0, at.length).filter(this::isFree).toArray();
    for (double damping = 0;
        free.length > 0 && damping <= MOST_DAMPING;
        damping = Math.max(LEAST_DAMPING, 10 * damping)) {
      double[] step = step(free, damping);
      double gain = IntStream.range(0, at.length).mapToDouble(i -> step[i] * here.slope[i]).sum();
      if (gain == 0) {
        continue;
      }
      if (damping == 0 && gain / 2 < NEGLIGIBLE_GAIN) {
        return false;
      }
      double[] next = within(step);
      Local there = function.at(next);
      if (there.value > here.value) {
        at = next;
        here = there;
        return true;
      }
      if (damping == 0 && gain / 2 < UNSEEN_GAIN) {
        return false;
      }
    }
    return false;
  }

  private boolean isFree(int i) {
    return here.slope[i] > 0 ? at[i] < bounds.get(i)[1] : at[i] > bounds.get(i)[0];
  }

  /** The damped step of the free coordinates; none where the curvature leads nowhere. */
  private double[] step(int[] free, double damping) {
    RealMatrix downward = new Array2DRowRealMatrix(free.length, free.length);
    double[] slope = new double[free.length];
    for (int i = 0; i < free.length; i++) {
      slope[i] = here.slope[free[i]];
      for (int j = 0; j < free.length; j++) {
        downward.setEntry(i, j, -here.curvature[free[i]][free[j]] + (i == j ? damping : 0));
      }
    }
    double[] step = new double[at.length];
    try {
      double[] solved =
          new CholeskyDecomposition(downward, 1e-9, 0)
              .getSolver()
              .solve(new ArrayRealVector(slope, false))
              .toArray();
      double longest = Arrays.stream(solved).map(Math::abs).max().orElse(0);
      double shorter = Math.min(1, LONGEST_STEP / Math.max(longest, Double.MIN_NORMAL));
      for (int i = 0; i < free.length; i++) {
        step[free[i]] = shorter * solved[i];
      }
    } catch (MathIllegalArgumentException notDownward) {
      return new double[at.length];
    }
    return step;
  }

  private double[] within(double[] step) {
    double[] next = new double[at.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = Math.clamp(at[i] + step[i], bounds.get(i)[0], bounds.get(i)[1]);
    }
    return next;
  }
}
