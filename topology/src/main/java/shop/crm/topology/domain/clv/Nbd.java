package shop.crm.topology.domain.clv;

import java.util.List;
import java.util.Map;

/**
 * Negative binomial (Ehrenberg 1959): everyone buys for ever, as a Poisson process whose rate
 * differs by customer as Gamma(r, α). It is the limit of {@link MbgNbd} without dropout.
 *
 * @param r shape of the rates
 * @param alpha rate parameter of the rates, in days: they are r/α purchases a day on average
 */
public record Nbd(double r, double alpha) implements Transactions {

  /**
   * @throws IllegalArgumentException if a parameter is out of bounds
   */
  public Nbd {
    Parameters.require(r, alpha);
  }

  @Override
  public String name() {
    return "NBD";
  }

  @Override
  public double probabilityAlive(History history) {
    return 1;
  }

  @Override
  public double expectedPurchases(History history, double days) {
    return (r + history.repeats()) / (alpha + history.ageDays()) * days;
  }

  @Override
  public Map<String, Double> parameters() {
    return Parameters.named(List.of("r", "alpha"), r, alpha);
  }
}
