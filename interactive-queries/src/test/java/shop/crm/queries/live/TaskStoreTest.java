package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.topology.live.LiveTasks;

class TaskStoreTest {

  private static final int PARTITION = 3;
  private static final byte[] ROW = {1};

  private final LiveTasks live = new LiveTasks();
  private final TaskStore store = new TaskStore(live, PARTITION, StoreNames.CUSTOMERS);

  /** A store that is open as long as it exists; {@code whileReading} happens under each read. */
  private record Open(
      ReadOnlyKeyValueStore<String, byte[]> rows, Runnable whileReading, List<String> closed)
      implements ReadOnlyKeyValueStore<String, byte[]> {

    static Open with(Runnable whileReading) {
      FakeStreams streams = new FakeStreams();
      streams.active.add(PARTITION);
      streams.put(StoreNames.CUSTOMERS, "a", ROW);
      return new Open(
          streams.store(StoreNames.CUSTOMERS, PARTITION, false), whileReading, new ArrayList<>());
    }

    static Open empty() {
      FakeStreams streams = new FakeStreams();
      streams.active.add(PARTITION);
      return new Open(
          streams.store(StoreNames.CUSTOMERS, PARTITION, false), () -> {}, new ArrayList<>());
    }

    @Override
    public byte[] get(String key) {
      whileReading.run();
      return rows.get(key);
    }

    @Override
    public KeyValueIterator<String, byte[]> range(String from, String to) {
      whileReading.run();
      return new Closing(rows.range(from, to), closed);
    }

    @Override
    public KeyValueIterator<String, byte[]> all() {
      return rows.all();
    }

    @Override
    public long approximateNumEntries() {
      return rows.approximateNumEntries();
    }
  }

  /** Tells that it was closed. */
  private record Closing(KeyValueIterator<String, byte[]> rows, List<String> closed)
      implements KeyValueIterator<String, byte[]> {

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public KeyValue<String, byte[]> next() {
      return rows.next();
    }

    @Override
    public String peekNextKey() {
      return rows.peekNextKey();
    }

    @Override
    public void close() {
      closed.add("closed");
    }
  }

  private static FakeTask task(ReadOnlyKeyValueStore<String, byte[]> customers) {
    return FakeTask.storing(name -> customers);
  }

  @Test
  void rows_of_a_running_task_are_read() {
    live.started(PARTITION, task(Open.with(() -> {})));

    assertArrayEquals(ROW, store.get("a"));
    try (var rows = store.range("a", "b")) {
      assertEquals("a", rows.next().key);
    }
  }

  @Test
  void without_a_task_there_is_no_answer() {
    assertThrows(InvalidStateStoreException.class, () -> store.get("a"));
    assertThrows(InvalidStateStoreException.class, () -> store.range("a", "b"));
  }

  @Test
  void a_task_that_has_ended_or_runs_another_partition_gives_no_answer() {
    FakeTask task = task(Open.with(() -> {}));
    live.started(PARTITION, task);
    live.stopped(PARTITION, task);
    live.started(PARTITION + 1, task);

    assertThrows(InvalidStateStoreException.class, () -> store.get("a"));
  }

  @Test
  void what_is_read_while_the_task_ends_is_no_answer() {
    AtomicReference<FakeTask> task = new AtomicReference<>();
    Open ending = Open.with(() -> live.stopped(PARTITION, task.get()));
    task.set(task(ending));

    live.started(PARTITION, task.get());
    assertThrows(InvalidStateStoreException.class, () -> store.get("a"));
    live.started(PARTITION, task.get());
    assertThrows(InvalidStateStoreException.class, () -> store.range("a", "b"));
    assertEquals(List.of("closed"), ending.closed());
  }

  @Test
  void what_is_missing_while_the_task_loses_its_store_and_gets_another_is_no_answer() {
    AtomicReference<ReadOnlyKeyValueStore<String, byte[]>> current = new AtomicReference<>();
    Open again = Open.with(() -> {});
    current.set(new Open(Open.empty().rows(), () -> current.set(again), new ArrayList<>()));
    live.started(PARTITION, FakeTask.storing(name -> current.get()));

    assertThrows(InvalidStateStoreException.class, () -> store.get("a"));
    assertArrayEquals(ROW, store.get("a"));
  }
}
