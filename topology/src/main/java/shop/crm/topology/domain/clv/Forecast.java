package shop.crm.topology.domain.clv;

import java.util.Optional;
import shop.crm.schemas.model.Money;

/**
 * What a model that predicts expects of one customer on a day. With time alone both the probability
 * and the value only fall: days without an order are all that comes.
 *
 * @param model the model
 * @param purchases how the customer bought
 * @param todayEpochDay the day, in days since 1970
 */
public record Forecast(ClvModel model, PurchaseDays purchases, int todayEpochDay) {

  /** The horizon of the value that conditions and sorts know, in days. */
  public static final int YEAR = 365;

  private static final double TEN_THOUSAND = 10_000;

  private History history() {
    return purchases.at(todayEpochDay);
  }

  /** What is expected of the next so many days. */
  public Prediction within(int days) {
    return model
        .predict(history(), new Money(purchases.repeatSpendMinor()), days)
        .orElseThrow(() -> new IllegalStateException("the model predicts nothing"));
  }

  /** How likely it is that the customer still is one, in ten-thousandths. */
  public long aliveTenThousandths() {
    return tenThousandths(model.transactions().orElseThrow().probabilityAlive(history()));
  }

  /**
   * What the orders of the next so many days are expected to come to; empty where that is out of
   * proportion to what anybody has spent. Time alone makes it less, so it may come to be known.
   */
  public Optional<Money> value(int days) {
    return Optional.of(valueAtAnyRate(days)).filter(it -> it.compareTo(greatestValue(days)) <= 0);
  }

  /** The same, in proportion or not. */
  public Money valueAtAnyRate(int days) {
    return money(within(days).value());
  }

  /** Up to what a value is in proportion: time does not change it. */
  public Money greatestValue(int days) {
    long repeats = Math.max(1, purchases.repeats());
    long spent = purchases.repeatSpendMinor() / repeats * (repeats + 1);
    return model.greatestValue(new Money(Math.max(0, spent)), days);
  }

  /** An amount in units of the currency, rounded to hundredths. */
  public static Money money(double amount) {
    return new Money(Math.round(100 * amount));
  }

  /** A number, rounded to four decimals and counted in these. */
  public static long tenThousandths(double number) {
    return Math.round(TEN_THOUSAND * number);
  }
}
