package shop.crm.queries.live;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.topology.live.LiveTasks;

/**
 * The view of a stream that runs in this process.
 *
 * @param streams the stream
 * @param live where its tasks register
 * @param metrics of the stream
 */
record RunningStream(KafkaStreams streams, LiveTasks live, KafkaStreamsMetrics metrics)
    implements StreamsView {

  RunningStream(KafkaStreams streams, LiveTasks live) {
    this(streams, live, new KafkaStreamsMetrics(streams));
  }

  @Override
  public KafkaStreams.State state() {
    return streams.state();
  }

  @Override
  public KeyQueryMetadata owner(CustomerKey key) {
    try {
      return streams.queryMetadataForKey(
          StoreNames.CUSTOMERS, key.toString(), Serdes.String().serializer());
    } catch (IllegalStateException | InvalidStateStoreException e) {
      return KeyQueryMetadata.NOT_AVAILABLE;
    }
  }

  @Override
  public ReadOnlyKeyValueStore<String, byte[]> store(String name, int partition, boolean stale) {
    if (!stale) {
      return new TaskStore(live, partition, name);
    }
    return open(
        StoreQueryParameters.fromNameAndType(
                name, QueryableStoreTypes.<String, byte[]>keyValueStore())
            .withPartition(partition)
            .enableStaleStores());
  }

  @Override
  public ReadOnlyKeyValueStore<String, byte[]> global(String name) {
    return open(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
  }

  private ReadOnlyKeyValueStore<String, byte[]> open(
      StoreQueryParameters<ReadOnlyKeyValueStore<String, byte[]>> parameters) {
    try {
      return streams.store(parameters);
    } catch (IllegalStateException e) {
      throw new InvalidStateStoreException("the stream has ended", e);
    }
  }

  @Override
  public Collection<StreamsMetadata> instances() {
    return streams.metadataForAllStreamsClients();
  }

  @Override
  public Map<String, Map<Integer, Lag>> lags() {
    Map<String, Map<Integer, Lag>> behind = new HashMap<>();
    streams
        .allLocalStorePartitionLags()
        .forEach(
            (store, lags) ->
                lags.forEach(
                    (partition, lag) ->
                        behind
                            .computeIfAbsent(store, name -> new HashMap<>())
                            .put(
                                partition,
                                new Lag(lag.currentOffsetPosition(), lag.endOffsetPosition()))));
    return behind;
  }

  @Override
  public MeterBinder meters() {
    return metrics;
  }

  @Override
  public void close() {
    metrics.close();
  }
}
