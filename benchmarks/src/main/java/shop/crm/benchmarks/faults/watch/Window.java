package shop.crm.benchmarks.faults.watch;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What was seen of GETs since some moment: from a fault on, or from its end on. Safe for use by
 * many threads.
 */
public final class Window {

  private final long startNanos = System.nanoTime();
  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private final Map<String, Integer> freshInARow = new HashMap<>();
  private long lastUnansweredNanos = startNanos;
  private long lastBehindNanos = startNanos;
  private long slowestNanos;
  private long stepBacks;
  private long earlier;

  /** One that begins now. */
  public Window() {}

  /**
   * Adds an answer.
   *
   * @param server who gave it
   * @param current whether it was fresh, and complete up to a few seconds ago
   * @param nanos how long it took
   */
  synchronized void add(String server, Outcome outcome, boolean current, long nanos) {
    long now = System.nanoTime();
    counts.merge(outcome, 1L, Long::sum);
    slowestNanos = Math.max(slowestNanos, nanos);
    if (outcome != Outcome.FRESH && outcome != Outcome.STALE) {
      lastUnansweredNanos = now;
    }
    if (current) {
      freshInARow.merge(server, 1, Integer::sum);
    } else {
      lastBehindNanos = now;
      freshInARow.remove(server);
    }
  }

  synchronized void stepBack() {
    stepBacks++;
  }

  synchronized void earlier() {
    earlier++;
  }

  /** How many GETs came to this. */
  public synchronized long count(Outcome outcome) {
    return counts.getOrDefault(outcome, 0L);
  }

  /** How often an answer told an earlier {@code X-As-Of} than one before, and did not say so. */
  public synchronized long earlierAsOf() {
    return earlier;
  }

  /** How often an answer lacked what an earlier one had, and did not say so. */
  public synchronized long stepBacks() {
    return stepBacks;
  }

  /** From its begin until GETs were all answered with 200; zero if they always were. */
  public synchronized Duration untilAnswered() {
    return Duration.ofNanos(lastUnansweredNanos - startNanos);
  }

  /** From its begin until all answers were fresh, and complete up to a few seconds before. */
  public synchronized Duration untilFresh() {
    return Duration.ofNanos(lastBehindNanos - startNanos);
  }

  /** How long the slowest answer took. */
  public synchronized Duration slowest() {
    return Duration.ofNanos(slowestNanos);
  }

  /** How many fresh answers in a row a server has given up to now. */
  public synchronized int freshInARow(String server) {
    return freshInARow.getOrDefault(server, 0);
  }

  /** For how long all answers have been fresh. */
  public synchronized Duration freshFor() {
    return Duration.ofNanos(System.nanoTime() - lastBehindNanos);
  }

  /** When it began, as {@link System#nanoTime} tells. */
  public long startNanos() {
    return startNanos;
  }
}
