package shop.crm.queries.live;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.Partition;

/** The partitions, as this process reads them. */
interface Partitions {

  int count();

  /** Up to when a partition is complete, wherever it is. */
  Instant asOf(int partition);

  /** What time it is here. */
  Instant now();

  /**
   * The stores of a partition that is owned here.
   *
   * @throws InvalidStateStoreException if it is not
   */
  CustomerReader reader(int partition);

  /** What is read from a copy here, while the owner is away; empty where there is none. */
  <P> Optional<Part<P>> fromCopy(int partition, Function<Partition, Optional<P>> read);

  /** Reads as soon as few enough others do. */
  <T> Located<T> bounded(Supplier<Located<T>> read);
}
