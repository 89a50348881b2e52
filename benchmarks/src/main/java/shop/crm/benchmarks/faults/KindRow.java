package shop.crm.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import shop.crm.benchmarks.faults.watch.Outcome;
import shop.crm.benchmarks.faults.watch.Window;

/** What was seen of the faults of a kind: sums, and of times the worst. */
final class KindRow {

  /** The names of what {@link #cells} gives, behind that of the kind. */
  static final List<String> NAMES =
      List.of(
          "n",
          "GETs",
          "fresh %",
          "stale %",
          "503 %",
          "other",
          "200 s",
          "fresh s",
          "changes s",
          "profiles s",
          "back s",
          "then 200 s",
          "fresh s",
          "changes s",
          "profiles s",
          "slowest s",
          "step backs",
          "of X-As-Of",
          "differences",
          "gaps");

  private final Map<Outcome, Long> gets = new EnumMap<>(Outcome.class);
  private Duration back = Duration.ZERO;
  private Recovery during = Recovery.NONE;
  private Recovery after = Recovery.NONE;
  private Duration slowest = Duration.ZERO;
  private long stepBacks;
  private long earlierAsOf;
  private long differences;
  private long gaps;
  private int count;

  /**
   * Adds a fault.
   *
   * @param undoing how long it took to undo it
   */
  void add(Recovery fromIt, Duration undoing, Recovery fromItsEnd, List<Window> windows) {
    count++;
    back = Recovery.longer(back, undoing);
    during = during.worse(fromIt);
    after = after.worse(fromItsEnd);
    for (Window window : windows) {
      for (Outcome outcome : Outcome.values()) {
        gets.merge(outcome, window.count(outcome), Long::sum);
      }
      slowest = Recovery.longer(slowest, window.slowest());
      stepBacks += window.stepBacks();
      earlierAsOf += window.earlierAsOf();
    }
  }

  /** Adds what was found to be wrong after it. */
  void wrong(long newDifferences, long newGaps) {
    differences += newDifferences;
    gaps += newGaps;
  }

  long other() {
    return gets.getOrDefault(Outcome.OTHER, 0L);
  }

  long stepBacks() {
    return stepBacks;
  }

  long earlierAsOf() {
    return earlierAsOf;
  }

  /** What the table shows of it. */
  List<String> cells() {
    long all = gets.values().stream().mapToLong(Long::longValue).sum();
    List<String> cells = new ArrayList<>();
    cells.add(String.valueOf(count));
    cells.add(String.valueOf(all));
    cells.add(percent(Outcome.FRESH, all));
    cells.add(percent(Outcome.STALE, all));
    cells.add(percent(Outcome.UNAVAILABLE, all));
    cells.add(String.valueOf(other()));
    during.all().map(KindRow::seconds).forEach(cells::add);
    cells.add(seconds(back));
    after.all().map(KindRow::seconds).forEach(cells::add);
    cells.add(seconds(slowest));
    cells.add(String.valueOf(stepBacks));
    cells.add(String.valueOf(earlierAsOf));
    cells.add(String.valueOf(differences));
    cells.add(String.valueOf(gaps));
    return cells;
  }

  private String percent(Outcome outcome, long all) {
    double share = all == 0 ? 0 : 100.0 * gets.getOrDefault(outcome, 0L) / all;
    return String.format(Locale.ROOT, "%.2f", share);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3);
  }
}
