package shop.crm.benchmarks.measure;

import java.util.Arrays;

/** Latencies of many events, in nanoseconds. */
public final class Latencies {

  private long[] nanos = new long[1 << 12];
  private int count;

  /** Adds one. */
  public void add(long value) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = value;
  }

  /** Adds all of others. */
  public void addAll(Latencies other) {
    for (int i = 0; i < other.count; i++) {
      add(other.nanos[i]);
    }
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /**
   * The latency that so many of a hundred do not exceed, in milliseconds.
   *
   * @throws IllegalStateException if there are none
   */
  public double percentileMillis(double percent) {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
