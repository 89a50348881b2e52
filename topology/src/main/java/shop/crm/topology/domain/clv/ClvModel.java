package shop.crm.topology.domain.clv;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.Money;

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
 */
public record ClvModel(
    Instant fittedAt,
    long customers,
    long repeatBuyers,
    Optional<Transactions> transactions,
    Optional<Spend> spend,
    Optional<String> reason,
    List<String> notes,
    double logLikelihood) {

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
