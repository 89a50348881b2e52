package shop.crm.benchmarks.faults.watch;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The newest that answers have told of each customer: what is asked after that must not be older,
 * unless it says so. Safe for use by many threads.
 */
final class Seen {

  private final Map<String, Version> newest = new HashMap<>();

  /**
   * How new an answer is.
   *
   * @param orders how many orders the customer has, which are never taken back here
   * @param asOf the time up to which it says that it is complete
   */
  record Version(long orders, Instant asOf) {

    static final Version NONE = new Version(0, Instant.EPOCH);

    /** Whether it lacks what another had. */
    boolean lacks(Version earlier) {
      return orders < earlier.orders;
    }

    /** Whether it says that it is complete up to an earlier time than another. */
    boolean isEarlier(Version earlier) {
      return asOf.isBefore(earlier.asOf);
    }
  }

  /** The newest that is known of a customer; to be asked for before the service is. */
  synchronized Version of(String customer) {
    return newest.getOrDefault(customer, Version.NONE);
  }

  /** Notes what was answered. */
  synchronized void add(String customer, Version version) {
    Version before = of(customer);
    newest.put(
        customer,
        new Version(
            Math.max(before.orders(), version.orders()),
            before.asOf().isAfter(version.asOf()) ? before.asOf() : version.asOf()));
  }
}
