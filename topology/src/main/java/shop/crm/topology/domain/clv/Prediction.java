package shop.crm.topology.domain.clv;

/**
 * What a customer will do within a horizon.
 *
 * @param horizonDays its length
 * @param expectedPurchases expected number of days with a purchase
 * @param probabilityAlive that the customer still buys, 0 to 1
 * @param purchaseValue expected value of each, in units of the tenant's currency
 */
public record Prediction(
    int horizonDays, double expectedPurchases, double probabilityAlive, double purchaseValue) {

  /** The expected value of all purchases within the horizon, not discounted. */
  public double value() {
    return expectedPurchases * purchaseValue;
  }
}
