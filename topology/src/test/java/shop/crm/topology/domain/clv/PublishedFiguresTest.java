package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.crm.topology.domain.clv.RealHistories.Purchases;

/**
 * The CDNOW sample by Fader, Hardie and Lee (2005), Batislam et al. (2007) and Fader and Hardie
 * (2013): weeks, calibration to 1997-09-30, all digits that are published.
 */
class PublishedFiguresTest {

  private static final LocalDate CALIBRATED_TO = LocalDate.parse("1997-09-30");
  private static final int TODAY = (int) CALIBRATED_TO.toEpochDay();
  private static final int HOLD_OUT_DAYS = 39 * 7;

  @Test
  void mbg_nbd_as_published() throws IOException {
    List<Purchases> customers = calibration();
    ClvModel model = ClvFit.fit(histogram(customers), TODAY, Instant.EPOCH);
    MbgNbd fitted = assertInstanceOf(MbgNbd.class, model.transactions().orElseThrow());
    // A density by weeks is 7 times that by days, for each repeat purchase.
    int repeats = customers.stream().mapToInt(it -> it.afterTheFirst().size()).sum();

    assertEquals(List.of(2_357L, 946L), List.of(model.customers(), model.repeatBuyers()));
    assertEquals(0.525, fitted.r(), 0.0005);
    assertEquals(6.183, fitted.alpha() / 7, 0.0005);
    assertEquals(0.891, fitted.a(), 0.0005);
    assertEquals(1.614, fitted.b(), 0.0005);
    assertEquals(-9582.13, model.logLikelihood() + repeats * Math.log(7), 0.01);
    assertEquals(List.of(), model.notes());
    TransactionsFitTest.assertAtMaximum(histogram(customers), TODAY);
  }

  @Test
  void bg_nbd_as_published() throws IOException {
    List<BgNbd.Observed> customers = calibration().stream().map(it -> observed(it)).toList();

    BgNbd fitted = BgNbd.fit(customers);

    assertEquals(0.24259, fitted.r(), 0.000_01);
    assertEquals(4.41360, fitted.alpha(), 0.000_2);
    assertEquals(0.79292, fitted.a(), 0.000_1);
    assertEquals(2.42589, fitted.b(), 0.000_4);
    assertEquals(-9582.429, fitted.logLikelihood(customers), 0.000_5);
  }

  @Test
  void expectations_as_published() throws IOException {
    BgNbd published = new BgNbd(0.24259, 4.41360, 0.79292, 2.42589);
    List<Purchases> customers = RealHistories.cdnow();
    int actual =
        customers.stream().mapToInt(it -> it.byDay().tailMap(CALIBRATED_TO, false).size()).sum();
    double expected =
        calibration().stream()
            .mapToDouble(it -> published.expectedPurchases(observed(it), HOLD_OUT_DAYS / 7.0))
            .sum();

    assertEquals(
        1.226, published.expectedPurchases(new BgNbd.Observed(2, 30.43, 38.86), 39), 0.0005);
    assertEquals(1_882, actual);
    assertEquals(1_653.4, expected, 0.05);
  }

  @Test
  void gamma_gamma_as_published() throws IOException {
    SpendSample sample = exactSpend(calibration());

    Fitted<Spend> fitted = SpendFit.fit(sample);
    GammaGamma model = assertInstanceOf(GammaGamma.class, fitted.model());

    assertEquals(946, sample.customers());
    assertEquals(6.2496, model.p(), 0.001);
    assertEquals(3.7442, model.q(), 0.000_5);
    assertEquals(15.4435, model.v(), 0.005);
    assertEquals(-4_055.918, fitted.logLikelihood(), 0.000_5);
    SpendFitTest.assertAtMaximum(sample);
  }

  @Test
  void buckets_of_spend_cost_gamma_gamma_less_than_a_millionth_of_log_likelihood()
      throws IOException {
    SpendSample exact = exactSpend(calibration());
    SpendSample bucketed = SpendSample.of(histogram(calibration()));

    GammaGamma model = assertInstanceOf(GammaGamma.class, SpendFit.fit(bucketed).model());

    double best = SpendFit.fit(exact).logLikelihood();
    assertEquals(best, exact.logLikelihood(model.p(), model.q(), model.v()).value(), 1e-6);
    SpendFitTest.assertAtMaximum(bucketed);
  }

  @Test
  void buckets_of_spend_move_gamma_gamma_by_less_than_a_hundredth_of_its_error()
      throws IOException {
    SpendSample bucketed = SpendSample.of(histogram(calibration()));
    GammaGamma exact = new GammaGamma(6.2496, 3.7442, 15.4435);
    double[] errors =
        StandardErrors.ofLogarithms(
            at -> bucketed.logLikelihood(at[0], at[1], at[2]).value(),
            exact.p(),
            exact.q(),
            exact.v());

    GammaGamma fitted = assertInstanceOf(GammaGamma.class, SpendFit.fit(bucketed).model());

    assertEquals(Math.log(exact.p()), Math.log(fitted.p()), errors[0] / 100);
    assertEquals(Math.log(exact.q()), Math.log(fitted.q()), errors[1] / 100);
    assertEquals(Math.log(exact.v()), Math.log(fitted.v()), errors[2] / 100);
  }

  @Test
  void online_retail_shows_no_dropout() throws IOException {
    LocalDate today = LocalDate.parse("2011-12-09");

    ClvModel model =
        ClvFit.fit(
            histogram(RealHistories.onlineRetail()), (int) today.toEpochDay(), Instant.EPOCH);

    assertEquals(4_338, model.customers());
    assertInstanceOf(Nbd.class, model.transactions().orElseThrow());
    String notes = String.join(" ", model.notes());
    assertTrue(
        notes.matches(
            "Nothing shows that customers stop buying [(]likelihood ratio 0.0., .*NBD[.]"),
        notes);
  }

  private static SpendSample exactSpend(List<Purchases> customers) {
    List<Purchases> repeatBuyers = customers.stream().filter(it -> it.byDay().size() > 1).toList();
    SpendSample sample = new SpendSample(repeatBuyers.size());
    for (Purchases it : repeatBuyers) {
      sample.append(it.afterTheFirst().size(), meanValue(it), 1);
    }
    return sample;
  }

  private static List<Purchases> calibration() throws IOException {
    return RealHistories.cdnow().stream().map(it -> it.until(CALIBRATED_TO)).toList();
  }

  private static PurchaseHistogram histogram(List<Purchases> customers) {
    PurchaseHistogram histogram = new PurchaseHistogram();
    for (Purchases it : customers) {
      long spend = it.afterTheFirst().stream().mapToLong(Long::longValue).sum();
      histogram.add(it.afterTheFirst().size(), it.first(), it.last(), spend, 1);
    }
    return histogram;
  }

  private static BgNbd.Observed observed(Purchases it) {
    return new BgNbd.Observed(
        it.afterTheFirst().size(), (it.last() - it.first()) / 7.0, (TODAY - it.first()) / 7.0);
  }

  private static double meanValue(Purchases it) {
    return it.afterTheFirst().stream().mapToLong(Long::longValue).average().orElseThrow() / 100;
  }
}
