package shop.crm.queries.live;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.Partition;
import shop.crm.schemas.StoreNames;

/**
 * Partitions of a stream. The lowest that is owned has all the rows, others have none; a copy has
 * them all, as they were a minute ago. Nothing is known of how fresh others are.
 *
 * @param streams whose stores are read
 * @param count how many there are
 * @param asOf up to when those that are owned are complete
 */
record FakePartitions(FakeStreams streams, int count, Instant asOf) implements Partitions {

  @Override
  public Instant asOf(int partition) {
    return streams.active.contains(partition) ? asOf : Instant.EPOCH;
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
    return reader(from, partition, false);
  }

  private static CustomerReader reader(FakeStreams from, int partition, boolean stale) {
    return new CustomerReader(
        from.store(StoreNames.CUSTOMERS, partition, stale),
        from.store(StoreNames.HISTORY, partition, stale));
  }

  @Override
  public <P> Optional<Part<P>> fromCopy(int partition, Function<Partition, Optional<P>> read) {
    return streams.standby.contains(partition)
        ? read.apply(new CopiedPartition(partition, count, reader(streams, partition, true)))
            .map(partial -> new Part<>(partition, asOf.minusSeconds(60), partial))
        : Optional.empty();
  }

  @Override
  public <T> Located<T> bounded(Supplier<Located<T>> read) {
    return read.get();
  }
}
