package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.model.Money;

class ClvFitTest {

  private static final int TODAY = 20_000;
  private static final GammaGamma SPEND = new GammaGamma(6.25, 3.74, 15.44);

  @ParameterizedTest
  @CsvSource({
    "0.5, 1500, 0.9, 1.6, 1",
    "0.8, 3000, 0.5, 2.5, 2",
    "2.5, 5000, 1.5, 6, 3",
    "0.3, 1500, 2, 2, 4"
  })
  void the_parameters_of_simulated_customers_are_found_within_the_error(
      double r, double alpha, double a, double b, long seed) {
    PurchaseHistogram histogram = simulated(new MbgNbd(r, alpha, a, b), 10_000, seed);
    HistorySample sample = HistorySample.of(histogram, TODAY);

    MbgNbd fitted = assertInstanceOf(MbgNbd.class, fit(histogram).transactions().orElseThrow());

    assertWithinErrors(
        new double[] {r, alpha, a, b},
        new double[] {fitted.r(), fitted.alpha(), fitted.a(), fitted.b()},
        StandardErrors.ofLogarithms(
            at -> sample.logLikelihood(new MbgNbd(at[0], at[1], at[2], at[3])),
            fitted.r(),
            fitted.alpha(),
            fitted.a(),
            fitted.b()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60})
  void the_way_over_rounded_times_ends_where_the_exact_search_does(int veryOldCustomers) {
    PurchaseHistogram histogram = simulated(new MbgNbd(0.8, 3000, 0.5, 2.5), 12_000, 17);
    // They make the steps to which times are rounded very long.
    histogram.add(1, -400_000, -399_000, 100, veryOldCustomers);
    HistorySample sample = HistorySample.of(histogram, TODAY);
    MultivariateFunction exact =
        at ->
            sample.logLikelihood(
                new MbgNbd(Math.exp(at[0]), Math.exp(at[1]), Math.exp(at[2]), Math.exp(at[3])));

    Fitted<Transactions> fitted = TransactionsFit.fit(histogram, TODAY);
    MbgNbd model = assertInstanceOf(MbgNbd.class, fitted.model());
    double[] wide = {-12, 12};
    Maximum best =
        Maximum.of(
            List.of(
                new double[] {
                  Math.log(model.r()),
                  Math.log(model.alpha()),
                  Math.log(model.a()),
                  Math.log(model.b())
                }),
            List.of(wide, wide, wide, wide),
            exact,
            exact);

    assertEquals(best.value(), fitted.logLikelihood(), 1e-4);
    assertEquals(List.of(), fitted.notes());
  }

  @ParameterizedTest
  @CsvSource({"6.25, 3.74, 15.44, 5", "2, 4, 500, 6", "1, 3, 50, 7", "20, 12, 2000, 8"})
  void the_spend_of_simulated_customers_is_found_within_the_error(
      double p, double q, double v, long seed) {
    GammaGamma spend = new GammaGamma(p, q, v);
    SimulatedCustomers simulation = new SimulatedCustomers(TODAY, seed);
    SpendSample sample =
        SpendSample.of(
            simulation.histogram(
                simulation.customers(10_000, new MbgNbd(0.8, 3000, 0.5, 2.5), 0), spend));

    GammaGamma fitted = assertInstanceOf(GammaGamma.class, SpendFit.fit(sample).model());

    assertWithinErrors(
        new double[] {p, q, v},
        new double[] {fitted.p(), fitted.q(), fitted.v()},
        StandardErrors.ofLogarithms(
            at -> sample.logLikelihood(at[0], at[1], at[2]).value(),
            fitted.p(),
            fitted.q(),
            fitted.v()));
  }

  private static void assertWithinErrors(double[] truth, double[] fitted, double[] errors) {
    for (int i = 0; i < truth.length; i++) {
      assertTrue(errors[i] < 0.3, "error " + errors[i]);
      assertEquals(Math.log(truth[i]), Math.log(fitted[i]), 3 * errors[i], "parameter " + i);
    }
  }

  @Test
  void too_few_repeat_buyers_are_a_reason_not_to_predict() {
    PurchaseHistogram histogram = new PurchaseHistogram();
    histogram.add(0, 10, 10, 0, 1_000);
    histogram.add(2, 10, 30, 500, 49);

    assertEquals(
        new ClvModel(
            Instant.EPOCH,
            1_049,
            49,
            Optional.empty(),
            Optional.empty(),
            Optional.of("49 customers have bought on more than one day; a prediction needs 50."),
            List.of(),
            0,
            Optional.empty()),
        fit(histogram));
    assertEquals(Optional.empty(), fit(histogram).predict(History.NEW, Money.ZERO, 365));
  }

  @Test
  void customers_who_never_leave_are_found_not_to() {
    ClvModel model = fit(simulated(new MbgNbd(0.8, 3000, 0.001, 10_000), 5_000, 9));

    assertInstanceOf(Nbd.class, model.transactions().orElseThrow());
    assertNotes("Nothing shows that customers stop buying .*", model);
    assertEquals(
        1,
        model.predict(new History(2, 50, 19_000), Money.ZERO, 9).orElseThrow().probabilityAlive());
  }

  @Test
  void customers_who_all_leave_with_the_same_probability_do_not_upset_the_fit() {
    MbgNbd fitted =
        (MbgNbd)
            fit(simulated(new MbgNbd(0.8, 3000, 30_000, 70_000), 5_000, 10))
                .transactions()
                .orElseThrow();

    assertEquals(0.3, fitted.a() / (fitted.a() + fitted.b()), 0.02);
  }

  @Test
  void customers_who_all_buy_alike_are_noted() {
    assertNotes(
        ".*Customers hardly differ in how often they buy.*",
        fit(simulated(new MbgNbd(1e6, 1e9, 0.5, 2.5), 5_000, 11)));
  }

  @Test
  void spend_that_grows_with_frequency_is_noted() {
    assertNotes(
        ".*Value and frequency of purchases are correlated .*", fit(spending(x -> 10.0 * x, 0.1)));
    assertNotes("((?!correlated).)*", fit(spending(_ -> 10.0, 0.1)));
  }

  @Test
  void values_without_a_mean_are_not_modelled() {
    RandomDataGenerator random = new RandomDataGenerator(12);
    ClvModel model = fit(spending(_ -> 10 / random.nextGamma(0.8, 1), 0.3));

    assertInstanceOf(SampleMean.class, model.spend().orElseThrow());
    assertNotes("Values of purchases scatter too widely .* instead of a model[.]", model);
    assertEquals(
        7, model.predict(new History(2, 8, 9), new Money(1_400), 9).orElseThrow().purchaseValue());
  }

  @Test
  void values_that_are_all_alike_are_noted_to_be_at_a_bound() {
    ClvModel model = fit(spending(_ -> 10.0, 0));

    assertInstanceOf(GammaGamma.class, model.spend().orElseThrow());
    assertNotes(".*\\bq, .* has run to its bound of 1.00e[+]06: .*", model);
  }

  @Test
  void rates_that_are_all_alike_are_noted_to_be_at_a_bound() {
    PurchaseHistogram histogram = new PurchaseHistogram();
    // Everybody bought on as many days as a shared rate makes most probable.
    for (int first = 0; first < 100; first++) {
      histogram.add(10, first, TODAY - first, 10_000, 1);
    }

    assertNotes(".*\\br, .* has run to its bound of 1.00e[+]03: .*", fit(histogram));
  }

  @Test
  void a_value_out_of_proportion_to_what_anybody_has_spent_is_not_told() {
    ClvModel model =
        new ClvModel(
            Instant.EPOCH,
            100,
            60,
            Optional.of(new Nbd(0.001, 0.001)),
            Optional.of(new SampleMean(50)),
            Optional.empty(),
            List.of(),
            0,
            Optional.of(Money.parse("1000.00")));
    // Bought on the only two days known, so that a rate of one a day seems likely.
    PurchaseDays keen = new PurchaseDays(1, TODAY - 1, TODAY, 5_000);

    assertEquals(Optional.empty(), new Forecast(model, keen, TODAY).value(365));
    assertEquals(Optional.empty(), new Forecast(model, keen, TODAY).value(3_650));
    assertEquals(
        Optional.of(Money.parse("9129.56")), new Forecast(model, keen, TODAY + 1).value(365));
    assertEquals(Optional.of(Money.parse("500.00")), new Forecast(model, keen, TODAY).value(10));
  }

  @Test
  void who_has_come_since_the_fit_and_spends_more_is_told_more() {
    ClvModel fitted = fit(simulated(new MbgNbd(0.8, 300, 0.5, 2.5), 1_000, 13));
    long spent = 100 * fitted.mostSpent().orElseThrow().minor();
    PurchaseDays rich = new PurchaseDays(5, TODAY - 1_000, TODAY, spent);

    assertTrue(new Forecast(fitted, rich, TODAY).value(365).isPresent());
  }

  @Test
  void the_most_that_anybody_has_spent_is_kept_with_the_model() {
    PurchaseHistogram histogram = simulated(new MbgNbd(0.8, 3000, 0.5, 2.5), 1_000, 13);
    histogram.add(3, 10, 2_000, 3_000_000, 1);

    assertEquals(40_000, fit(histogram).mostSpent().orElseThrow().minor() / 100.0, 10);
  }

  @Test
  void values_that_refunds_took_away_are_not_modelled() {
    PurchaseHistogram histogram = simulated(new MbgNbd(0.8, 3000, 0.5, 2.5), 1_000, 13);
    PurchaseHistogram refunded = new PurchaseHistogram();
    histogram.forEachHistory((x, first, last, by) -> refunded.add(x, first, last, -5, by));

    ClvModel model = fit(refunded);

    assertEquals(Optional.of(new SampleMean(0)), model.spend());
    assertNotes("Only 0 customers have a positive value of repeat purchases.*", model);
  }

  @Test
  void more_taken_out_than_put_in_is_refused() {
    PurchaseHistogram histogram = simulated(new MbgNbd(0.8, 3000, 0.5, 2.5), 1_000, 14);
    histogram.add(3, 5, 900, 100, -1);

    assertThrows(IllegalArgumentException.class, () -> fit(histogram));
  }

  @Property(tries = 15)
  void whatever_customers_do_the_fit_ends_with_a_prediction(@ForAll long seed) {
    Random random = new Random(seed);
    int days = 1 + random.nextInt(random.nextBoolean() ? 10 : 2_000);
    PurchaseHistogram histogram = new PurchaseHistogram();
    for (int i = 0; i < 50 + random.nextInt(100); i++) {
      int last = 1 + random.nextInt(days);
      int x = random.nextBoolean() ? 1 : 1 + random.nextInt(last);
      histogram.add(x, 0, last, random.nextLong(random.nextBoolean() ? 10 : 1L << 50), 1);
    }
    histogram.add(0, 0, 0, 0, random.nextInt(1_000));

    Prediction prediction =
        ClvFit.fit(histogram, random.nextInt(days + 100), Instant.EPOCH)
            .predict(new History(1, 1, 30), new Money(999), 365)
            .orElseThrow();

    assertTrue(
        prediction.value() >= 0 && Double.isFinite(prediction.value()), prediction::toString);
  }

  /** Customers whose mean value depends on the number of repeats, but for a scatter. */
  private static PurchaseHistogram spending(IntFunction<Double> mean, double scatter) {
    RandomDataGenerator random = new RandomDataGenerator(15);
    PurchaseHistogram without = simulated(new MbgNbd(0.8, 3000, 0.5, 2.5), 3_000, 16);
    PurchaseHistogram histogram = new PurchaseHistogram();
    without.forEachHistory(
        (x, first, last, by) ->
            IntStream.range(0, by)
                .forEach(
                    _ -> {
                      double factor = Math.exp(scatter * random.nextNormal(0, 1));
                      histogram.add(
                          x, first, last, Math.round(100 * x * mean.apply(x) * factor), 1);
                    }));
    return histogram;
  }

  private static PurchaseHistogram simulated(MbgNbd model, int customers, long seed) {
    SimulatedCustomers simulation = new SimulatedCustomers(TODAY, seed);
    return simulation.histogram(simulation.customers(customers, model, 0), SPEND);
  }

  private static ClvModel fit(PurchaseHistogram histogram) {
    return ClvFit.fit(histogram, TODAY, Instant.EPOCH);
  }

  private static void assertNotes(String pattern, ClvModel model) {
    String notes = String.join(" ", model.notes());
    assertTrue(notes.matches(pattern), notes);
  }
}
