package shop.crm.benchmarks.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found to be wrong. Safe for use by many threads. */
public final class Faults {

  private static final int SHOWN_OF_A_KIND = 5;

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private long count;

  private static final class Kind {
    private final List<String> examples = new ArrayList<>();
    private long count;
  }

  /** None yet. */
  public Faults() {}

  /**
   * Adds one.
   *
   * @param kind what is wrong
   * @param where how it is seen again
   */
  public synchronized void add(String kind, String where) {
    count++;
    Kind same = kinds.computeIfAbsent(kind, _ -> new Kind());
    same.count++;
    if (same.examples.size() < SHOWN_OF_A_KIND) {
      same.examples.add(where);
    }
  }

  /** How many. */
  public synchronized long count() {
    return count;
  }

  /** A line for each kind, and below it where the first of them were seen. */
  public synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    kinds.forEach(
        (kind, faults) -> {
          lines.add(faults.count + " × " + kind);
          faults.examples.forEach(example -> lines.add("    " + example));
        });
    return lines;
  }
}
