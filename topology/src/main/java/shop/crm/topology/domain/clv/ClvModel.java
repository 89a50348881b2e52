package shop.crm.topology.domain.clv;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Money;

/**
 * What was fitted to a tenant's customers.
 *
 * @param fittedAt when
 * @param customers how many have bought
 * @param repeatBuyers how many have bought on more than one day
 * @param transactions how often they buy; empty if there is no prediction
 * @param spend for how much; empty if and only if there is no prediction
 * @param reason why there is no prediction: a sentence for users
 * @param notes what is to be known about the fit: sentences for users
 * @param logLikelihood of the transactions, time in days; 0 without a model
 * @param mostSpent about the most that one of the repeat buyers has spent; empty where that was not
 *     kept
 */
public record ClvModel(
    Instant fittedAt,
    long customers,
    long repeatBuyers,
    Optional<Transactions> transactions,
    Optional<Spend> spend,
    Optional<String> reason,
    List<String> notes,
    double logLikelihood,
    Optional<Money> mostSpent) {

  /**
   * A value is out of proportion that is more than so many times what anybody has spent: of all
   * times up to now, for a year ahead.
   */
  private static final int MOST_TIMES_SPENT = 10;

  /**
   * @throws IllegalArgumentException if there is neither prediction nor reason, or both
   */
  public ClvModel {
    notes = List.copyOf(notes);
    if (transactions.isPresent() != spend.isPresent()
        || transactions.isPresent() == reason.isPresent()) {
      throw new IllegalArgumentException("a prediction, or the reason why there is none");
    }
  }

  /**
   * The greatest value that is in proportion to what anybody has spent. Where a parameter has run
   * to its bound, or somebody has bought on the only two days known, a model may say more.
   *
   * @param spent what the customer has spent, who may have come since the fit
   */
  Money greatestValue(Money spent, int horizonDays) {
    return mostSpent
        .map(most -> Math.max(most.minor(), spent.minor()))
        .map(most -> 1.0 * MOST_TIMES_SPENT * most * Math.max(1, horizonDays / 365.0))
        .map(minor -> new Money(Math.round(minor)))
        .orElse(new Money(Long.MAX_VALUE));
  }

  /**
   * What to expect of a customer; empty if there is no prediction.
   *
   * @param repeatSpend net value of all purchases after the first day with one, together
   * @param horizonDays how far to look, 0 or more
   */
  public Optional<Prediction> predict(History history, Money repeatSpend, int horizonDays) {
    return transactions.flatMap(
        buying ->
            spend.map(
                spending ->
                    new Prediction(
                        horizonDays,
                        buying.expectedPurchases(history, horizonDays),
                        buying.probabilityAlive(history),
                        spending.expectedValue(
                            history.repeats(),
                            repeatSpend.minor() / 100.0 / Math.max(1, history.repeats())))));
  }
}
