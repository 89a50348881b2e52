package shop.crm.benchmarks.soak;

import shop.crm.benchmarks.measure.Latencies;

/** What good traffic waited for during a part of a soak. Safe for use by many threads. */
final class Phase {

  private final Latencies reads = new Latencies();
  private final Latencies arrivals = new Latencies();

  synchronized void read(long nanos) {
    reads.add(nanos);
  }

  synchronized void arrived(long nanos) {
    arrivals.add(nanos);
  }

  /** The p99 of GETs, in milliseconds; endless if there was none. */
  synchronized double readMillis() {
    return p99(reads);
  }

  /** The p99 of the time from an order until it can be read, likewise. */
  synchronized double arrivalMillis() {
    return p99(arrivals);
  }

  private static double p99(Latencies latencies) {
    return latencies.count() == 0 ? Double.POSITIVE_INFINITY : latencies.percentileMillis(99);
  }
}
