package shop.crm.queries.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.Partition;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.topology.settings.Partitioning;

/**
 * Reads the stores of a partition that is here, else from a standby's copy, else tells who has it.
 */
final class StoreReads implements Partitions {

  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final Duration MAX_WAIT = Duration.ofSeconds(2);
  private static final Duration TRANSIT = Duration.ofSeconds(1);
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private final StreamsView streams;
  private final StandbyFreshness standbys;
  private final Cluster cluster;
  private final StreamStatus status;
  private final Clock clock;
  private final int partitions;
  private final AtomicReferenceArray<Optional<CustomerReader>> readers;

  /** Reads contend with the stream's threads for each store; more at once only make both wait. */
  private final Semaphore permits =
      new Semaphore(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()), true);

  /**
   * Nothing is read yet.
   *
   * @param status tells up to when a partition's state is complete
   */
  StoreReads(
      StreamsView streams,
      StandbyFreshness standbys,
      Cluster cluster,
      StreamStatus status,
      Clock clock,
      int partitions) {
    this.streams = streams;
    this.standbys = standbys;
    this.cluster = cluster;
    this.status = status;
    this.clock = clock;
    this.partitions = partitions;
    this.readers = new AtomicReferenceArray<>(partitions);
    IntStream.range(0, partitions).forEach(partition -> readers.set(partition, Optional.empty()));
  }

  @Override
  public int count() {
    return partitions;
  }

  int of(CustomerKey key) {
    return partition(key.toString());
  }

  /** The partition of the records of a key, as Kafka's producers choose it by default. */
  int partition(String key) {
    return Partitioning.of(key, partitions);
  }

  @Override
  public Instant asOf(int partition) {
    return status.asOf(partition);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public CustomerReader reader(int partition) {
    try {
      return known(partition);
    } catch (InvalidStateStoreException e) {
      readers.set(partition, Optional.empty());
      throw e;
    }
  }

  @Override
  public <P> Optional<Part<P>> fromCopy(int partition, Function<Partition, Optional<P>> read) {
    try {
      Optional<Instant> fresh = standbys.asOf(partition);
      if (fresh.isEmpty()) {
        return Optional.empty();
      }
      return read.apply(new CopiedPartition(partition, partitions, open(partition, true)))
          .map(partial -> new Part<>(partition, fresh.get(), partial));
    } catch (InvalidStateStoreException e) {
      return Optional.empty();
    }
  }

  /** Reads a customer, wherever that is at hand. */
  <T> Located<T> read(CustomerKey key, Function<CustomerReader, T> read) {
    return read(key, read, this::bounded);
  }

  /**
   * Reads a customer's history, wherever that is at hand. It may be long: it holds a permit only
   * while it copies a few rows, not while something is made of them.
   */
  <T> Located<Optional<T>> history(CustomerKey key, Function<LiveState.History, T> read) {
    return read(key, reader -> reader.history(key, this::turn, read), this::unlessBusy);
  }

  /** The turn that a long read was to have did not come in time. */
  private static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("too many read at once", null, false, false);
    }
  }

  private <T> T turn(Supplier<T> read) {
    if (!acquire()) {
      throw new Busy();
    }
    try {
      return read.get();
    } finally {
      permits.release();
    }
  }

  private <T> Located<T> unlessBusy(Supplier<Located<T>> read) {
    try {
      return read.get();
    } catch (Busy e) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
  }

  /** How a read is bounded. */
  private interface Bound<T> {
    Located<T> of(Supplier<Located<T>> read);
  }

  private <T> Located<T> read(CustomerKey key, Function<CustomerReader, T> read, Bound<T> bound) {
    int partition = of(key);
    return awaited(
        partition,
        bound,
        () -> {
          try {
            // Before the read, so that it never promises more than what was read.
            Freshness fresh = status.ofOwner(partition);
            return new Located.Here<>(read.apply(known(partition)), fresh);
          } catch (InvalidStateStoreException e) {
            readers.set(partition, Optional.empty());
            return elsewhere(key, partition, read, bound);
          }
        });
  }

  private CustomerReader known(int partition) {
    return readers
        .get(partition)
        .orElseGet(
            () -> {
              CustomerReader reader = open(partition, false);
              readers.set(partition, Optional.of(reader));
              return reader;
            });
  }

  private CustomerReader open(int partition, boolean stale) {
    if (!streams.state().isRunningOrRebalancing()) {
      throw new InvalidStateStoreException("the stream is " + streams.state());
    }
    return new CustomerReader(
        streams.store(StoreNames.CUSTOMERS, partition, stale),
        streams.store(StoreNames.HISTORY, partition, stale));
  }

  private <T> Located<T> elsewhere(
      CustomerKey key, int partition, Function<CustomerReader, T> read, Bound<T> bound) {
    if (!streams.state().isRunningOrRebalancing()) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    List<HostInfo> copies = cluster.copies(partition);
    Optional<HostInfo> owner = owner(key);
    if (owner.isEmpty()) {
      Located<T> here = standby(partition, read);
      // What is copied here is about to be owned here.
      boolean nobody = here instanceof Located.Unavailable && !standbys.isCopied(partition);
      return nobody && !copies.isEmpty()
          ? new Located.Elsewhere<>(Optional.empty(), () -> here, copies)
          : here;
    }
    return new Located.Elsewhere<>(
        owner, () -> awaited(partition, bound, () -> standby(partition, read)), copies);
  }

  /** Another instance that owns a customer, if that is known. */
  private Optional<HostInfo> owner(CustomerKey key) {
    return Optional.of(streams.owner(key))
        .filter(known -> !known.equals(KeyQueryMetadata.NOT_AVAILABLE))
        .map(KeyQueryMetadata::activeHost)
        .filter(host -> !host.equals(HostInfo.unavailable()) && host.port() >= 0)
        .filter(host -> !host.equals(cluster.self()));
  }

  private <T> Located<T> standby(int partition, Function<CustomerReader, T> read) {
    Optional<Instant> fresh = standbys.asOf(partition);
    if (fresh.isEmpty()) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    try {
      T value = read.apply(open(partition, true));
      return new Located.Here<>(value, new Freshness(fresh.get(), true));
    } catch (InvalidStateStoreException e) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
  }

  /** A store that goes from one task to another is nobody's for a moment. */
  private <T> Located<T> awaited(int partition, Bound<T> bound, Supplier<Located<T>> read) {
    long end = System.nanoTime() + TRANSIT.toNanos();
    Located<T> located = bound.of(read);
    while (located instanceof Located.Unavailable
        && standbys.isCopied(partition)
        && System.nanoTime() < end
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(BETWEEN.toNanos());
      located = bound.of(read);
    }
    return located;
  }

  @Override
  public <T> Located<T> bounded(Supplier<Located<T>> read) {
    if (!acquire()) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    try {
      return read.get();
    } finally {
      permits.release();
    }
  }

  private boolean acquire() {
    try {
      return permits.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Reads a global store, which every instance has. */
  <T> Located<T> global(String store, String key, Function<Optional<byte[]>, T> read) {
    if (!streams.state().isRunningOrRebalancing()) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    return bounded(
        () -> {
          try {
            Optional<byte[]> stored = Optional.ofNullable(streams.global(store).get(key));
            return new Located.Here<>(read.apply(stored), new Freshness(Instant.EPOCH, false));
          } catch (InvalidStateStoreException e) {
            return new Located.Unavailable<>(RETRY_AFTER);
          }
        });
  }
}
