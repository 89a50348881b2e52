package shop.crm.topology.domain.clv;

import java.util.List;
import java.util.Locale;

/** What is to be said of a fit that has run to the bounds of a parameter. */
final class Bounds {

  /** Beside a bound hardly anything is gained any more: a search ends before it is quite there. */
  private static final double BESIDE = Math.log(2);

  private Bounds() {}

  /**
   * A sentence for users where a parameter is at a bound, or beside it.
   *
   * @param name of the parameter
   * @param meaning what it tells
   * @param at its logarithm
   * @param bounds the least and the greatest value of that
   */
  static List<String> notes(String name, String meaning, double at, double[] bounds) {
    boolean least = at < bounds[0] + BESIDE;
    if (!least && at < bounds[1] - BESIDE) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "%s, %s, has run to its bound of %.3g: the data do not tell how %s it is.",
            name,
            meaning,
            Math.exp(bounds[least ? 0 : 1]),
            least ? "small" : "great"));
  }
}
