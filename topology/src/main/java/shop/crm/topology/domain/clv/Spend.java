package shop.crm.topology.domain.clv;

import java.util.Map;

/** What a purchase is worth. Values are net of refunds, in units of the tenant's currency. */
public sealed interface Spend permits GammaGamma, SampleMean {

  /** The model's name in the literature. */
  String name();

  /**
   * The expected value of each further purchase.
   *
   * @param repeats days with a purchase after the first such day
   * @param meanValue mean value of these days; without any it does not matter
   */
  double expectedValue(int repeats, double meanValue);

  /** By their names in the literature. */
  Map<String, Double> parameters();
}
