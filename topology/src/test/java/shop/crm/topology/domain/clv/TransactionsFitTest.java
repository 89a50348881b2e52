package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the fit of purchases ends at the maximum, by slope and curvature there. */
class TransactionsFitTest {

  /** How far below the maximum a fit may end, in log-likelihood. */
  private static final double WITHIN = 1e-6;

  private static final double STEP = 1e-3;
  private static final int TODAY = 20_000;

  @ParameterizedTest
  @CsvSource({
    "0.5, 1500, 0.9, 1.6, 1000, 1",
    "0.8, 3000, 0.5, 2.5, 4000, 2",
    "2.5, 5000, 1.5, 6, 10000, 3",
    "0.3, 1500, 2, 2, 30000, 4",
    "0.8, 3000, 0.5, 2.5, 100000, 5"
  })
  void the_fit_of_simulated_customers_is_at_the_maximum(
      double r, double alpha, double a, double b, int customers, long seed) {
    assertAtMaximum(simulated(new MbgNbd(r, alpha, a, b), customers, seed), TODAY);
  }

  @Test
  void the_fit_of_a_million_customers_is_at_the_maximum() {
    assumeTrue(
        Boolean.getBoolean("crm.clv.million"),
        "SKIPPED: a million customers take a while; -Dcrm.clv.million=true asks for them");
    assertAtMaximum(simulated(new MbgNbd(0.8, 3000, 0.5, 2.5), 1_000_000, 6), TODAY);
  }

  static void assertAtMaximum(PurchaseHistogram histogram, int today) {
    HistorySample sample = HistorySample.of(histogram, today);
    MbgNbd model = assertInstanceOf(MbgNbd.class, TransactionsFit.fit(histogram, today).model());
    double[] fitted = {model.r(), model.alpha(), model.a(), model.b()};
    MultivariateFunction likelihood =
        at -> sample.logLikelihood(new MbgNbd(at[0], at[1], at[2], at[3]));

    RealMatrix information = StandardErrors.information(likelihood, fitted);
    RealVector slope = slope(likelihood, fitted);
    RealVector step = new LUDecomposition(information).getSolver().solve(slope);
    double gain = step.dotProduct(slope) / 2;
    assertTrue(gain >= 0 && gain < WITHIN, () -> gain + " is still to be gained at " + model);
  }

  /**
   * By the logarithms; central differences of two lengths, so that the third derivative cancels.
   */
  private static RealVector slope(MultivariateFunction function, double[] at) {
    double[] slope = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      slope[i] =
          (4 * difference(function, at, i, STEP) - difference(function, at, i, 2 * STEP)) / 3;
    }
    return new ArrayRealVector(slope, false);
  }

  private static double difference(MultivariateFunction function, double[] at, int i, double step) {
    double[] point = at.clone();
    point[i] = at[i] * Math.exp(step);
    double above = function.value(point);
    point[i] = at[i] * Math.exp(-step);
    return (above - function.value(point)) / (2 * step);
  }

  private static PurchaseHistogram simulated(MbgNbd model, int customers, long seed) {
    SimulatedCustomers simulation = new SimulatedCustomers(TODAY, seed);
    return simulation.histogram(
        simulation.customers(customers, model, 0), new GammaGamma(6.25, 3.74, 15.44));
  }
}
