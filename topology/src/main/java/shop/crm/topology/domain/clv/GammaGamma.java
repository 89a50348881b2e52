package shop.crm.topology.domain.clv;

import java.util.List;
import java.util.Map;

/**
 * Gamma-Gamma (Fader and Hardie 2013): the values of a customer's purchases are Gamma(p, ν) with ν
 * different by customer as Gamma(q, v).
 *
 * @param p shape of the values of one customer
 * @param q shape of ν; above 1, for else the mean value is infinite
 * @param v rate parameter of ν, in units of the tenant's currency
 */
public record GammaGamma(double p, double q, double v) implements Spend {

  /**
   * @throws IllegalArgumentException if a parameter is out of bounds, or q not above 1
   */
  public GammaGamma {
    Parameters.require(p, q - 1, v);
  }

  @Override
  public String name() {
    return "Gamma-Gamma";
  }

  /**
   * p (v + x m) / (p x + q − 1): between the customer's own mean m and that of all, pv/(q−1). Whose
   * mean is not positive, by refunds, counts as 0.
   */
  @Override
  public double expectedValue(int repeats, double meanValue) {
    double spent = repeats == 0 ? 0 : repeats * Math.max(0, meanValue);
    return p * (v + spent) / (p * repeats + q - 1);
  }

  @Override
  public Map<String, Double> parameters() {
    return Parameters.named(List.of("p", "q", "v"), p, q, v);
  }
}
