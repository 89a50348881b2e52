package shop.crm.topology.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.Stores;
import shop.crm.schemas.state.Erasure;
import shop.crm.schemas.state.ErasureRow;

/** What the stores of one task still have of the histories of erased customers. */
final class ErasedRows {

  private static final byte[] UNDER_WAY = new byte[0];

  private final KeyValueStore<String, byte[]> history;
  private final KeyValueStore<String, byte[]> index;

  ErasedRows(ProcessorContext<?, ?> context) {
    history = context.getStateStore(Stores.HISTORY);
    index = context.getStateStore(Stores.INDEX);
  }

  /** The erasure of an id that began its present life. */
  Erasure erasure(String key) {
    return Optional.ofNullable(index.get(Stores.erasedKey(key)))
        .map(ErasureRow::decode)
        .orElseThrow(() -> new IllegalStateException("an erasure is under way that nobody knows"));
  }

  /** The ids of which it is kept that an erasure is under way. */
  List<String> underWay() {
    List<String> keys = new ArrayList<>();
    try (var rows = index.range(Stores.ERASING, Stores.endOf(Stores.ERASING))) {
      rows.forEachRemaining(row -> keys.add(Stores.erasingCustomer(row.key)));
    }
    return keys;
  }

  void putUnderWay(String key) {
    index.put(Stores.erasingKey(key), UNDER_WAY);
  }

  void deleteUnderWay(String key) {
    index.delete(Stores.erasingKey(key));
  }

  /** Rows of histories from one key up to another; to be closed. It sees what is there now. */
  KeyValueIterator<String, byte[]> range(String from, String to) {
    return history.range(from, to);
  }

  void delete(String historyKey) {
    history.delete(historyKey);
  }

  /** Nothing is to be forgotten any more of an order that was kept aside. */
  void disarm(String asideUntilKey, String orderId, long until) {
    index.delete(Stores.asideDueKey(until, Stores.asideOfUntilKey(asideUntilKey), orderId));
  }

  /** What the keys of each life of an id are made from of which there are rows. */
  List<String> lives(String key) {
    List<String> lives = new ArrayList<>(List.of(Stores.historyKey(key, 0)));
    String from = Stores.historyPrefix(key);
    // The number of a life is above 0 and of full length: it sorts before every letter of a kind.
    String to = Stores.activityPrefix(key);
    Optional<String> next = first(from, to);
    while (next.isPresent()) {
      String life = next.get().substring(0, next.get().indexOf('/', from.length()));
      lives.add(life);
      next = first(Stores.endOf(Stores.historyPrefix(life)), to);
    }
    return lives;
  }

  private Optional<String> first(String from, String to) {
    try (var rows = history.range(from, to)) {
      return rows.hasNext() ? Optional.of(rows.peekNextKey()) : Optional.empty();
    }
  }
}
