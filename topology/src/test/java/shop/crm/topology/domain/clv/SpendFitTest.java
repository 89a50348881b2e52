package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the fit of Gamma-Gamma ends at the maximum, by slope and curvature there. */
class SpendFitTest {

  /** How far below the maximum a fit may end, in log-likelihood. */
  private static final double WITHIN = 1e-6;

  @ParameterizedTest
  @CsvSource({
    "6.25, 3.74, 15.44, 100, 1",
    "6.25, 3.74, 15.44, 1000, 2",
    "2, 4, 500, 10000, 3",
    "20, 12, 2000, 300, 4",
    "1, 3, 50, 100, 5",
    "0.3, 2.5, 900, 3000, 6",
    "80, 30, 10, 30000, 7"
  })
  void the_fit_of_simulated_customers_is_at_the_maximum(
      double p, double q, double v, int buyers, long seed) {
    assertAtMaximum(simulated(new GammaGamma(p, q, v), buyers, seed));
  }

  @Test
  void the_fit_of_a_million_buyers_is_at_the_maximum() {
    assumeTrue(
        Boolean.getBoolean("crm.clv.million"),
        "SKIPPED: a million buyers take a while; -Dcrm.clv.million=true asks for them");
    assertAtMaximum(simulated(new GammaGamma(6.25, 3.74, 15.44), 1_000_000, 9));
  }

  @Property(tries = 60)
  void wherever_a_fit_ends_it_is_at_the_maximum(
      @ForAll @DoubleRange(min = -1.5, max = 5) double logP,
      @ForAll @DoubleRange(min = 0.7, max = 5) double logQ,
      @ForAll @DoubleRange(min = -3, max = 9) double logV,
      @ForAll @IntRange(min = 100, max = 1_000) int buyers,
      @ForAll long seed) {
    SpendSample sample =
        simulated(new GammaGamma(Math.exp(logP), Math.exp(logQ), Math.exp(logV)), buyers, seed);
    Fitted<Spend> fitted = SpendFit.fit(sample);
    boolean atBound = fitted.notes().stream().anyMatch(note -> note.contains("bound"));
    if (fitted.model() instanceof GammaGamma && !atBound) {
      assertAtMaximum(sample);
    }
  }

  /** By central differences of the value, whose formula is pinned by the published fit. */
  @ParameterizedTest
  @CsvSource({"6.25, 3.74, 15.44", "0.2, 1.5, 100", "300, 20, 3", "1500, 4000, 60"})
  void slope_and_curvature_are_those_of_the_value(double p, double q, double v) {
    SpendSample sample = simulated(new GammaGamma(6.25, 3.74, 15.44), 200, 8);
    double[] at = {Math.log(p), Math.log(q), Math.log(v)};
    Ascent.Local local = local(sample, at);
    double scale =
        Arrays.stream(local.curvature())
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .orElseThrow();

    for (int i = 0; i < 3; i++) {
      Ascent.Local above = local(sample, moved(at, i, 1e-4));
      Ascent.Local below = local(sample, moved(at, i, -1e-4));
      assertEquals((above.value() - below.value()) / 2e-4, local.slope()[i], 1e-6 * scale);
      for (int j = 0; j < 3; j++) {
        assertEquals(
            (above.slope()[j] - below.slope()[j]) / 2e-4,
            local.curvature()[i][j],
            1e-6 * scale,
            i + " by " + j);
      }
    }
  }

  static void assertAtMaximum(SpendSample sample) {
    GammaGamma model = assertInstanceOf(GammaGamma.class, SpendFit.fit(sample).model());
    double[] at = {Math.log(model.p()), Math.log(model.q()), Math.log(model.v())};
    Ascent.Local local = local(sample, at);
    ArrayRealVector slope = new ArrayRealVector(local.slope());
    ArrayRealVector step =
        new ArrayRealVector(
            new LUDecomposition(new Array2DRowRealMatrix(local.curvature()))
                .getSolver()
                .solve(slope));
    double gain = -step.dotProduct(slope) / 2;
    assertTrue(gain >= 0 && gain < WITHIN, () -> gain + " is still to be gained at " + model);
  }

  private static Ascent.Local local(SpendSample sample, double[] at) {
    return sample.logLikelihood(Math.exp(at[0]), Math.exp(at[1]), Math.exp(at[2]));
  }

  private static double[] moved(double[] at, int i, double by) {
    double[] moved = at.clone();
    moved[i] += by;
    return moved;
  }

  static SpendSample simulated(GammaGamma model, int buyers, long seed) {
    Random repeats = new Random(seed);
    SimulatedCustomers customers = new SimulatedCustomers(1, seed);
    PurchaseHistogram histogram = new PurchaseHistogram();
    for (int i = 0; i < buyers; i++) {
      int x = 1 + (int) (-3 * Math.log(1 - repeats.nextDouble()));
      histogram.add(x, 0, 1_000, customers.spendMinor(model, x), 1);
    }
    return SpendSample.of(histogram);
  }
}
