package shop.crm.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rounds of several alternating measurements, and their medians. */
public final class Medians {

  private final Map<String, List<Double>> rounds = new TreeMap<>();

  /** Adds what one round measured. */
  public void add(String name, double value) {
    rounds.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
  }

  /**
   * The median of all rounds.
   *
   * @throws IllegalStateException if there were none
   */
  public double of(String name) {
    List<Double> sorted = rounds.getOrDefault(name, List.of()).stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalStateException("no rounds of " + name);
    }
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
