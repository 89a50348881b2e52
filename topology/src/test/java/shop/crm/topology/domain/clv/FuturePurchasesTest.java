package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuturePurchasesTest {

  /** By the textbook's form with ₂F₁ in 60 digits (mpmath 1.3.0); at a = 1 by its limit. */
  @ParameterizedTest
  @CsvSource({
    "0.525, 0.5, 0.891, 2.614, 0.24073083304133361",
    "2.243, 6, 0.793, 5.426, 7.2931895000141301",
    "0.525, 8, 1, 2.614, 2.0216586456597623",
    "0.525, 8, 1.0000000001, 2.614, 2.0216586455615786",
    "0.525, 8, 0.9999999, 2.614, 2.0216587438435417",
    "0.525, 100, 0.891, 2.614, 7.3213395320750746",
    "1000.5, 0.4, 0.9, 1003.6, 342.50770229733575",
    "3000.5, 1, 0.05, 3002.6, 2943.2634405770373",
    "12000.5, 1, 1.5, 12001.6, 7030.1016716611137",
    "0.25, 60, 2, 3.5, 1.9232195664108084",
    "0.5, 365, 1, 1.5, 6.0923960282922506",
    "0.5, 36500, 0.9, 1.5, 19.690767874612258",
    "3.5, 36500, 2.9, 7.5, 4.9473682749770332",
    "0.525, 1000000.0, 0.3, 2.6, 15612.641851829406",
    "1e-06, 10, 0.9, 2.6, 5.7337908886880662e-6",
    "0.5, 1e-09, 0.9, 2.6, 4.9999999990357146e-10",
    "0.5, 1, 1e-09, 2.6, 0.49999999988044379",
    "0.5, 1, 50, 10000.0, 0.49814218168936672",
    "0.5, 1, 1e-06, 10000.0, 0.49999999996250312",
    "50, 0.001, 200, 1.5, 0.04875598099053437",
    "0.7, 20000.0, 300, 2000.0, 7.6576383050289905",
    "0.7, 20000.0, 1e-08, 1.5, 13999.998729365464",
    "20000.0, 3, 0.5, 1.5, 550.78948756575583",
    "300, 1000.0, 30, 800, 28.586206896551724",
    "0.01, 100000000.0, 3, 1.01, 0.24685536243196805"
  })
  void they_are_what_the_hypergeometric_function_says(
      double shape, double time, double a, double b, double expected) {
    assertEquals(1, FuturePurchases.whileAlive(shape, time, a, b) / expected, 1e-12);
    assertEquals(1, FuturePurchases.integral(shape, time, a, b) / expected, 1e-13);
  }

  @Property(tries = 200)
  void the_series_and_the_integral_are_the_same(
      @ForAll @DoubleRange(min = -5, max = 3) double logShape,
      @ForAll @DoubleRange(min = -5, max = 1.3) double logTime,
      @ForAll @DoubleRange(min = -6, max = 4) double logA,
      @ForAll @DoubleRange(min = 0, max = 4) double logB) {
    double shape = Math.pow(10, logShape);
    double time = Math.pow(10, logTime);
    double a = Math.pow(10, logA);
    double b = Math.pow(10, logB);

    double series = FuturePurchases.series(shape, time, a, b);

    assertEquals(1, FuturePurchases.integral(shape, time, a, b) / series, 1e-11);
  }

  @Property(tries = 200)
  void they_are_positive_and_no_more_than_without_leaving(
      @ForAll @DoubleRange(min = -30, max = 30) double logShape,
      @ForAll @DoubleRange(min = -30, max = 30) double logTime,
      @ForAll @DoubleRange(min = -30, max = 30) double logA,
      @ForAll @DoubleRange(min = 0, max = 30) double logB) {
    double shape = Math.pow(10, logShape);
    double time = Math.pow(10, logTime);

    double purchases =
        FuturePurchases.whileAlive(shape, time, Math.pow(10, logA), Math.pow(10, logB));

    assertTrue(
        purchases >= 0 && purchases <= shape * time * (1 + 1e-9),
        () -> purchases + " of " + shape * time);
  }
}
