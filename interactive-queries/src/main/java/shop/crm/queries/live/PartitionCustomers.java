package shop.crm.queries.live;

import java.time.Instant;
import java.util.List;

/**
 * Customers of one partition.
 *
 * @param asOf up to when they are complete
 * @param customers as they were asked for
 * @param more whether there are more than these, which had enough bytes; then there is one at least
 */
public record PartitionCustomers(
    int partition, Instant asOf, List<LiveState.Listed> customers, boolean more) {

  public PartitionCustomers {
    customers = List.copyOf(customers);
  }
}
