package shop.crm.topology.domain.clv;

import java.util.Map;

/** How often customers buy, and whether they still do. */
public sealed interface Transactions permits MbgNbd, Nbd {

  /** The model's name in the literature. */
  String name();

  /** The probability, 0 to 1, that a customer of that history still buys. */
  double probabilityAlive(History history);

  /** The expected number of days with a purchase within the next {@code days}. */
  double expectedPurchases(History history, double days);

  /** By their names in the literature. */
  Map<String, Double> parameters();
}
