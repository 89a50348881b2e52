package shop.crm.topology.domain.clv;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the parameters of all models have in common. */
final class Parameters {

  private Parameters() {}

  /**
   * @throws IllegalArgumentException if one is not positive and finite
   */
  static void requirePositive(double... parameters) {
    for (double parameter : parameters) {
      if (!(parameter > 0 && parameter < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("parameter " + parameter);
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
