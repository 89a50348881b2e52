package shop.crm.benchmarks.report;

import java.util.OptionalDouble;

/**
 * One line of the table.
 *
 * @param name what was measured
 * @param value the value
 * @param unit of the value
 * @param atLeast the least that is aimed at, where a least is
 * @param atMost the most that is aimed at, where a most is
 */
public record Figure(
    String name, double value, String unit, OptionalDouble atLeast, OptionalDouble atMost) {

  /** A figure without a target. */
  public static Figure of(String name, double value, String unit) {
    return new Figure(name, value, unit, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** A ratio that should be great. */
  public static Figure atLeast(String name, double ratio, double target) {
    return atLeast(name, ratio, "x", target);
  }

  /** A value that should be great. */
  public static Figure atLeast(String name, double value, String unit, double target) {
    return new Figure(name, value, unit, OptionalDouble.of(target), OptionalDouble.empty());
  }

  /** A value that should be small. */
  public static Figure atMost(String name, double value, String unit, double target) {
    return new Figure(name, value, unit, OptionalDouble.empty(), OptionalDouble.of(target));
  }

  /** Whether the target is reached; true where there is none. */
  public boolean reached() {
    return (atLeast.isEmpty() || value >= atLeast.getAsDouble())
        && (atMost.isEmpty() || value <= atMost.getAsDouble());
  }
}
