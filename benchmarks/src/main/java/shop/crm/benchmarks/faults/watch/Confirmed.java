package shop.crm.benchmarks.faults.watch;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When each order was safe on its topic: an answer that is complete up to then must have it. Safe
 * for use by many threads.
 */
public final class Confirmed {

  private final Map<String, NavigableMap<Instant, Integer>> byCustomer = new HashMap<>();

  /** None yet. */
  public Confirmed() {}

  /** Notes that an order of a customer is on its topic by now. */
  public synchronized void add(String customer) {
    NavigableMap<Instant, Integer> times =
        byCustomer.computeIfAbsent(customer, _ -> new TreeMap<>());
    int before = times.isEmpty() ? 0 : times.lastEntry().getValue();
    times.put(Instant.now(), before + 1);
  }

  /** How many orders of a customer were there at a time, at the least. */
  synchronized int until(String customer, Instant time) {
    NavigableMap<Instant, Integer> times = byCustomer.get(customer);
    if (times == null) {
      return 0;
    }
    Map.Entry<Instant, Integer> last = times.floorEntry(time);
    return last == null ? 0 : last.getValue();
  }
}
