package shop.crm.topology.domain.clv;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the parameters of all models have in common. */
final class Parameters {

  private static final double LEAST = 1e-30;
  private static final double GREATEST = 1e30;

  private Parameters() {}

  /**
   * @throws IllegalArgumentException if one is not between 1e-30 and 1e30: far from anything
   *     fitted, near enough that no formula overflows
   */
  static void require(double... parameters) {
    for (double parameter : parameters) {
      if (!(parameter >= LEAST && parameter <= GREATEST)) {
        throw new IllegalArgumentException("a parameter of " + parameter);
      }
    }
  }

  /** In the order given: names and values in turn. */
  static Map<String, Double> named(Object... namesAndValues) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      named.put((String) namesAndValues[i], (Double) namesAndValues[i + 1]);
    }
    return Collections.unmodifiableMap(named);
  }
}
