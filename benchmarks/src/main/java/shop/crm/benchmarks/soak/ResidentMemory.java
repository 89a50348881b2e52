package shop.crm.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The resident memory of a process, looked at every second until it is closed. */
final class ResidentMemory implements AutoCloseable {

  private static final int SECONDS_A_MINUTE = 60;

  private final List<Long> megabytes = new ArrayList<>();
  private final Thread thread;

  private ResidentMemory(ProcFiles process) {
    thread = Thread.ofPlatform().name("resident memory").daemon().start(() -> watch(process));
  }

  static ResidentMemory of(long pid) {
    return new ResidentMemory(ProcFiles.of(pid));
  }

  private void watch(ProcFiles process) {
    try {
      while (true) {
        process.residentMegabytes().ifPresent(this::add);
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void add(long value) {
    megabytes.add(value);
  }

  /** The most, in megabytes; 0 where the system does not tell. */
  synchronized long most() {
    return megabytes.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** By how much it grows, in megabytes a minute, over the last half of the time. */
  synchronized double growth() {
    return slope(megabytes.subList(megabytes.size() / 2, megabytes.size())) * SECONDS_A_MINUTE;
  }

  /** The slope of the straight line that is nearest to values at equal distances. */
  static double slope(List<Long> values) {
    int n = values.size();
    if (n < 2) {
      return 0;
    }
    double meanX = (n - 1) / 2.0;
    double meanY = values.stream().mapToLong(Long::longValue).average().orElse(0);
    double covariance =
        IntStream.range(0, n).mapToDouble(x -> (x - meanX) * (values.get(x) - meanY)).sum();
    double variance =
        DoubleStream.iterate(0, x -> x < n, x -> x + 1).map(x -> (x - meanX) * (x - meanX)).sum();
    return covariance / variance;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
