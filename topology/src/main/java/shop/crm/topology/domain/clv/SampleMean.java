package shop.crm.topology.domain.clv;

import java.util.Map;

/**
 * Instead of a model where none fits: the customer's own mean, or that of all repeat buyers.
 *
 * @param mean mean value of a repeat purchase, over customers, of those with a positive one
 */
public record SampleMean(double mean) implements Spend {

  /**
   * @throws IllegalArgumentException if the mean is negative or not finite
   */
  public SampleMean {
    if (!(mean >= 0 && mean < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a mean of " + mean);
    }
  }

  @Override
  public String name() {
    return "sample mean";
  }

  @Override
  public double expectedValue(int repeats, double meanValue) {
    return repeats == 0 ? mean : Math.max(0, meanValue);
  }

  @Override
  public Map<String, Double> parameters() {
    return Map.of("mean", mean);
  }
}
