package shop.crm.queries.live;

import java.util.Optional;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.topology.live.LiveTasks;

/**
 * A store of the task that runs a partition here. Kafka Streams would look through all tasks of all
 * threads for every key.
 *
 * <p>Each read looks for the task before and after: a store that the task has lost in between may
 * have been opened anew by then, and still be without its rows.
 */
record TaskStore(LiveTasks live, int partition, String name)
    implements ReadOnlyKeyValueStore<String, byte[]> {

  private Optional<ReadOnlyKeyValueStore<String, byte[]>> now() {
    return live.task(partition).map(task -> task.store(name));
  }

  private ReadOnlyKeyValueStore<String, byte[]> open() {
    return now().orElseThrow(this::away);
  }

  private boolean isStill(ReadOnlyKeyValueStore<String, byte[]> store) {
    return now().filter(current -> current == store).isPresent();
  }

  private InvalidStateStoreException away() {
    return new InvalidStateStoreException("no task of partition " + partition + " runs here");
  }

  @Override
  public byte[] get(String key) {
    var store = open();
    byte[] value = store.get(key);
    if (!isStill(store)) {
      throw away();
    }
    return value;
  }

  @Override
  public KeyValueIterator<String, byte[]> range(String from, String to) {
    var store = open();
    return checked(store, store.range(from, to));
  }

  @Override
  public KeyValueIterator<String, byte[]> all() {
    var store = open();
    return checked(store, store.all());
  }

  /** The store closes its iterators itself when it is closed. */
  private KeyValueIterator<String, byte[]> checked(
      ReadOnlyKeyValueStore<String, byte[]> store, KeyValueIterator<String, byte[]> rows) {
    if (!isStill(store)) {
      rows.close();
      throw away();
    }
    return rows;
  }

  @Override
  public long approximateNumEntries() {
    return open().approximateNumEntries();
  }
}
