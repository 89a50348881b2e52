package shop.crm.topology.domain.clv;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** In the order given. */
  static Map<String, Double> named(List<String> names, double... values) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(names.get(i), values[i]);
    }
    return Collections.unmodifiableMap(named);
  }
}
