package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.topology.domain.clv.SimulatedCustomers.Customer;

class TransactionsTest {

  /**
   * By integration of the process itself over rate and probability to leave (trapezoidal rule on
   * logarithms, 25 digits, mpmath 1.3.0), none of the closed forms being used.
   */
  @ParameterizedTest
  @CsvSource({
    "0.525, 43.28, 0.891, 1.614, 0, 0, 0, 365, 0, 0.644311377245509, 1.42214596636977",
    "0.525, 43.28, 0.891, 1.614, 0, 0, 200, 90, -0.484559306639361, 0.422553960708895,"
        + " 0.0768428576321623",
    "0.525, 43.28, 0.891, 1.614, 2, 210, 272, 273, -13.3684062693901, 0.700008442560056,"
        + " 1.25195318033776",
    "0.8, 60, 1, 2.5, 7, 300, 310, 365, -36.1897504511675, 0.884686598064172, 5.08076367462907",
    "0.8, 60, 1, 2.5, 40, 300, 400, 90, -134.052808216882, 0.00192386723833606, 0.014098550485825",
    "2.5, 20, 0.3, 9, 3, 5, 500, 365, -10.3441811476926, 2.25273792600139e-6, 8.30806685978095e-6"
  })
  void the_closed_forms_of_mbg_nbd_are_the_integrals_of_the_process(
      double r,
      double alpha,
      double a,
      double b,
      int repeats,
      int last,
      int age,
      int days,
      double logLikelihood,
      double alive,
      double purchases) {
    MbgNbd model = new MbgNbd(r, alpha, a, b);
    History history = new History(repeats, last, age);

    assertEquals(logLikelihood, sample(history).logLikelihood(model), 1e-12 * (1 - logLikelihood));
    assertEquals(1, model.probabilityAlive(history) / alive, 1e-12);
    assertEquals(1, model.expectedPurchases(history, days) / purchases, 1e-12);
  }

  @Test
  void what_is_expected_of_simulated_customers_happens() {
    MbgNbd model = new MbgNbd(0.7, 40_000, 0.8, 2.5);
    int days = 100_000;
    List<Customer> customers = new SimulatedCustomers(200_000, 2).customers(30_000, model, days);

    Collection<List<Customer>> groups =
        customers.stream()
            .collect(Collectors.groupingBy(it -> Math.min(4, it.history().repeats())))
            .values();

    assertEquals(5, groups.size());
    for (List<Customer> group : groups) {
      assertWithinErrors(group, it -> (it.alive() ? 1 : 0) - model.probabilityAlive(it.history()));
      assertWithinErrors(
          group, it -> it.futurePurchases() - model.expectedPurchases(it.history(), days));
    }
  }

  /** That the mean over customers is 0 within three standard errors. */
  private static void assertWithinErrors(
      List<Customer> customers, ToDoubleFunction<Customer> difference) {
    double mean = customers.stream().mapToDouble(difference).average().orElseThrow();
    double squares =
        customers.stream().mapToDouble(difference).map(it -> it * it).average().orElseThrow();
    assertEquals(0, mean, 3 * Math.sqrt(squares / customers.size()));
  }

  @Property(tries = 300)
  void no_history_and_no_parameters_make_nonsense(
      @ForAll @DoubleRange(min = -30, max = 30) double logR,
      @ForAll @DoubleRange(min = -30, max = 30) double logAlpha,
      @ForAll @DoubleRange(min = -30, max = 30) double logA,
      @ForAll @DoubleRange(min = -30, max = 30) double logB,
      @ForAll @IntRange(max = 3_000) int repeats,
      @ForAll @IntRange(max = 10_000) int longer,
      @ForAll @IntRange(max = 10_000) int silent,
      @ForAll @IntRange(max = 10_000) int days) {
    int last = repeats == 0 ? 0 : repeats + longer;
    History history = new History(repeats, last, last + silent);
    double r = Math.pow(10, logR);
    double alpha = Math.pow(10, logAlpha);
    MbgNbd model = new MbgNbd(r, alpha, Math.pow(10, logA), Math.pow(10, logB));
    Nbd nbd = new Nbd(r, alpha);

    double alive = model.probabilityAlive(history);
    double purchases = model.expectedPurchases(history, days);
    double most = nbd.expectedPurchases(history, days);

    assertTrue(alive >= 0 && alive <= 1, () -> "alive " + alive);
    assertTrue(purchases >= 0 && purchases <= most * (1 + 1e-9), () -> purchases + "/" + most);
    assertTrue(Double.isFinite(sample(history).logLikelihood(model)));
    assertTrue(Double.isFinite(sample(history).logLikelihood(nbd)));
  }

  @Test
  void without_dropout_mbg_nbd_is_nbd() {
    MbgNbd mbg = new MbgNbd(0.8, 60, 1e-12, 1);
    Nbd nbd = new Nbd(0.8, 60);
    History history = new History(4, 80, 200);

    assertEquals(nbd.expectedPurchases(history, 365), mbg.expectedPurchases(history, 365), 1e-8);
    assertEquals(sample(history).logLikelihood(nbd), sample(history).logLikelihood(mbg), 1e-8);
    assertEquals(1, mbg.probabilityAlive(history), 1e-8);
  }

  @Test
  void the_coarser_sample_is_nearly_the_exact_one() {
    MbgNbd model = new MbgNbd(0.7, 4000, 0.8, 2.5);
    SimulatedCustomers simulation = new SimulatedCustomers(20_000, 2);
    PurchaseHistogram histogram =
        simulation.histogram(simulation.customers(5_000, model, 0), new GammaGamma(6, 4, 15));
    HistorySample exact = HistorySample.of(histogram, 20_000);

    assertEquals(
        1, exact.rounded(20_000 / 64).logLikelihood(model) / exact.logLikelihood(model), 1e-4);
  }

  @Test
  void impossible_parameters_and_histories_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> new Nbd(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new MbgNbd(1, 1, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new History(0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new History(3, 2, 9));
    assertThrows(IllegalArgumentException.class, () -> new History(1, 3, 2));
  }

  private static HistorySample sample(History history) {
    PurchaseHistogram histogram = new PurchaseHistogram();
    histogram.add(history.repeats(), 0, history.lastDays(), 1, 1);
    return HistorySample.of(histogram, history.ageDays());
  }
}
