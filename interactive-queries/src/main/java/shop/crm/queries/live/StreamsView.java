package shop.crm.queries.live;

import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.topology.live.LiveTasks;

/** What reading needs of {@link KafkaStreams}, which itself cannot be had without brokers. */
interface StreamsView extends AutoCloseable {

  KafkaStreams.State state();

  /** Who owns a customer; {@link KeyQueryMetadata#NOT_AVAILABLE} during a rebalance. */
  KeyQueryMetadata owner(CustomerKey key);

  /**
   * A local store of one partition. Each read looks whether the store is still here.
   *
   * @param stale whether a standby will do
   * @throws InvalidStateStoreException if it is not here, also later from each read
   */
  ReadOnlyKeyValueStore<String, byte[]> store(String name, int partition, boolean stale);

  /** A global store. */
  ReadOnlyKeyValueStore<String, byte[]> global(String name);

  /** Every process that takes part. */
  Collection<StreamsMetadata> instances();

  /** How far local stores are in their changelogs, by store and partition; asks Kafka. */
  Map<String, Map<Integer, Lag>> lags();

  /**
   * How far a store is.
   *
   * @param position the offset of the next record that it takes in; 0 too while it is not opened
   * @param end where its changelog ends
   */
  record Lag(long position, long end) {

    /** Of a store that is not here, or that nothing is known of. */
    static final Lag UNKNOWN = new Lag(0, Long.MAX_VALUE);

    /** Whether it is known how far it is: nothing but an empty changelog is read up to 0. */
    boolean isTold() {
      return position > 0 || end <= 1;
    }

    /**
     * Where a copy that lacks nothing is. One offset is the marker that ends the last transaction,
     * which a copy never takes in, or a record that was not committed yet.
     */
    long last() {
      return Math.max(0, end - 1);
    }

    /** How far it is, whether it is a copy or what a running task writes itself. */
    long reached() {
      return Math.min(position, last());
    }

    /** Records that it is behind. */
    long behind() {
      return Math.max(0, end - position);
    }
  }

  /** The stream's own metrics. */
  MeterBinder meters();

  /** Lets go of the metrics; the stream itself goes on. */
  @Override
  void close();

  /**
   * The view of a stream.
   *
   * @param live where its tasks register
   */
  static StreamsView of(KafkaStreams streams, LiveTasks live) {
    return new RunningStream(streams, live);
  }
}
