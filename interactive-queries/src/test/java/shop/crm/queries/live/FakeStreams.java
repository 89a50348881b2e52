package shop.crm.queries.live;

import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.schemas.model.CustomerKey;

/** A stream whose stores and placement can be set. */
final class FakeStreams implements StreamsView {

  State state = State.RUNNING;
  KeyQueryMetadata owner = KeyQueryMetadata.NOT_AVAILABLE;
  final Set<Integer> active = new HashSet<>();
  final Set<Integer> standby = new HashSet<>();

  /** So many looks for a store do not find it yet. */
  int looksInVain;

  final Map<String, TreeMap<String, byte[]>> rows = new HashMap<>();
  Collection<StreamsMetadata> instances = List.of();
  Map<String, Map<Integer, Lag>> lags = Map.of();

  /** How many iterators over rows are open now. */
  int open;

  void put(String store, String key, byte[] row) {
    rows.computeIfAbsent(store, name -> new TreeMap<>()).put(key, row);
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public KeyQueryMetadata owner(CustomerKey key) {
    return owner;
  }

  @Override
  public ReadOnlyKeyValueStore<String, byte[]> store(String name, int partition, boolean stale) {
    return new Store(
        name, () -> active.contains(partition) || (stale && standby.contains(partition)));
  }

  @Override
  public ReadOnlyKeyValueStore<String, byte[]> global(String name) {
    return new Store(name, () -> true);
  }

  @Override
  public Collection<StreamsMetadata> instances() {
    return instances;
  }

  @Override
  public Map<String, Map<Integer, Lag>> lags() {
    return lags;
  }

  @Override
  public MeterBinder meters() {
    return registry -> registry.counter("streams").increment();
  }

  @Override
  public void close() {}

  /** An instance that owns partitions of the orders' topic. */
  record Instance(
      HostInfo hostInfo,
      Set<TopicPartition> topicPartitions,
      Set<TopicPartition> standbyTopicPartitions,
      Set<String> standbyStateStoreNames)
      implements StreamsMetadata {
    @Override
    public Set<String> stateStoreNames() {
      return Set.of();
    }

    @Override
    public String host() {
      return hostInfo.host();
    }

    @Override
    public int port() {
      return hostInfo.port();
    }
  }

  private final class Store implements ReadOnlyKeyValueStore<String, byte[]> {

    private final String name;
    private final BooleanSupplier here;

    Store(String name, BooleanSupplier here) {
      this.name = name;
      this.here = here;
    }

    private TreeMap<String, byte[]> open() {
      if (!here.getAsBoolean() || looksInVain-- > 0) {
        throw new InvalidStateStoreException("moved");
      }
      return rows.getOrDefault(name, new TreeMap<>());
    }

    @Override
    public byte[] get(String key) {
      return open().get(key);
    }

    @Override
    public KeyValueIterator<String, byte[]> range(String from, String to) {
      Iterator<Map.Entry<String, byte[]>> entries =
          open().subMap(from, true, to, true).entrySet().iterator();
      FakeStreams.this.open++;
      return new KeyValueIterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public KeyValue<String, byte[]> next() {
          Map.Entry<String, byte[]> entry = entries.next();
          return new KeyValue<>(entry.getKey(), entry.getValue());
        }

        @Override
        public String peekNextKey() {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
          FakeStreams.this.open--;
        }
      };
    }

    @Override
    public KeyValueIterator<String, byte[]> all() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long approximateNumEntries() {
      throw new UnsupportedOperationException();
    }
  }
}
