package shop.crm.topology.domain.clv;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Fits the models to a tenant's customers by maximum likelihood. */
public final class ClvFit {

  /** Fewer repeat buyers say too little about the others. */
  public static final int LEAST_REPEAT_BUYERS = 50;

  private ClvFit() {}

  /**
   * The models that make what the customers did until today most probable.
   *
   * @param todayEpochDay until when purchases are known, in the tenant's calendar
   * @throws IllegalArgumentException if more was taken out of the histogram than was in it
   */
  public static ClvModel fit(PurchaseHistogram histogram, int todayEpochDay, Instant fittedAt) {
    long customers = histogram.customers();
    long repeatBuyers = histogram.repeatBuyers();
    if (repeatBuyers < LEAST_REPEAT_BUYERS) {
      String reason =
          repeatBuyers
              + " customers have bought on more than one day; a prediction needs "
              + LEAST_REPEAT_BUYERS
              + ".";
      return new ClvModel(
          fittedAt,
          customers,
          repeatBuyers,
          Optional.empty(),
          Optional.empty(),
          Optional.of(reason),
          List.of(),
          0,
          Optional.empty());
    }
    Fitted<Transactions> transactions = TransactionsFit.fit(histogram, todayEpochDay);
    SpendSample sample = SpendSample.of(histogram);
    Fitted<Spend> spend = SpendFit.fit(sample);
    return new ClvModel(
        fittedAt,
        customers,
        repeatBuyers,
        Optional.of(transactions.model()),
        Optional.of(spend.model()),
        Optional.empty(),
        Stream.of(transactions.notes(), spend.notes()).flatMap(List::stream).toList(),
        transactions.logLikelihood(),
        Optional.of(Forecast.money(sample.mostSpent())));
  }
}
