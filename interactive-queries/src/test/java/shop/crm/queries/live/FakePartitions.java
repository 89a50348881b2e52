package shop.crm.queries.live;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import shop.crm.schemas.Stores;
import shop.crm.schemas.model.CustomerKey;

/**
 * Two partitions of a stream. The lowest that is owned has all the rows, others have none.
 *
 * @param streams whose stores are read
 * @param asOf up to when they are complete
 */
record FakePartitions(FakeStreams streams, Instant asOf) implements CustomerLists.Partitions {

  @Override
  public int count() {
    return 2;
  }

  @Override
  public int of(CustomerKey key) {
    return 0;
  }

  @Override
  public Instant asOf(int partition) {
    return asOf;
  }

  @Override
  public Instant now() {
    return asOf;
  }

  @Override
  public CustomerReader reader(int partition) {
    boolean full = streams.active.stream().allMatch(other -> other >= partition);
    FakeStreams from = full ? streams : new FakeStreams();
    if (!full) {
      from.active.add(partition);
    }
    return new CustomerReader(
        from.store(Stores.CUSTOMERS, partition, false),
        from.store(Stores.HISTORY, partition, false));
  }

  @Override
  public Optional<PartitionCustomers> standby(
      int partition, String tenant, Collection<String> ids) {
    return Optional.empty();
  }
}
