package shop.crm.topology.domain.clv;

import java.util.List;
import java.util.Map;

/**
 * MBG/NBD (Batislam, Denizel and Filiztekin 2007; Hoppe and Wagner 2007): while alive a customer
 * buys as a Poisson process whose rate differs by customer as Gamma(r, α); after each purchase, the
 * first too, the customer leaves for ever with a probability that differs by customer as Beta(a,
 * b).
 *
 * @param r shape of the rates
 * @param alpha rate parameter of the rates, in days: they are r/α purchases a day on average
 * @param a first shape of the probability to leave, a/(a+b) on average
 * @param b second shape of the probability to leave
 */
public record MbgNbd(double r, double alpha, double a, double b) implements Transactions {

  /**
   * @throws IllegalArgumentException if a parameter is out of bounds
   */
  public MbgNbd {
    Parameters.require(r, alpha, a, b);
  }

  @Override
  public String name() {
    return "MBG/NBD";
  }

  /** By Bayes: 1 / (1 + a/(b+x) ((α+T)/(α+t_x))^(r+x)). */
  @Override
  public double probabilityAlive(History history) {
    double silent = history.ageDays() - history.lastDays();
    double logOddsOfHavingLeft =
        Math.log(a / (b + history.repeats()))
            + (r + history.repeats()) * Math.log1p(silent / (alpha + history.lastDays()));
    return 1 / (1 + Math.exp(logOddsOfHavingLeft));
  }

  /**
   * P(alive) times what is expected of who is alive, where the rate is Gamma(r+x, α+T) and the
   * probability to leave Beta(a, b+x+1) by all that is known.
   */
  @Override
  public double expectedPurchases(History history, double days) {
    return probabilityAlive(history)
        * FuturePurchases.whileAlive(
            r + history.repeats(),
            days / (alpha + history.ageDays()),
            a,
            b + history.repeats() + 1);
  }

  @Override
  public Map<String, Double> parameters() {
    return Parameters.named(List.of("r", "alpha", "a", "b"), r, alpha, a, b);
  }
}
