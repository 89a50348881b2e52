package shop.crm.topology.stores;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.state.ErasureRow;

/** What the stores of one task still have of the histories of erased customers. */
public final class ErasedRows {

  private static final byte[] UNDER_WAY = new byte[0];

  private final KeyValueStore<String, byte[]> history;
  private final KeyValueStore<String, byte[]> index;

  /** Of the stores of one task. */
  public ErasedRows(ProcessorContext<?, ?> context) {
    history = context.getStateStore(StoreNames.HISTORY);
    index = context.getStateStore(StoreNames.INDEX);
  }

  /** The erasure of an id that began its present life. */
  public Erasure erasure(CustomerKey customer) {
    return Optional.ofNullable(index.get(StoreNames.erasedKey(customer.toString())))
        .map(ErasureRow::decode)
        .orElseThrow(() -> new IllegalStateException("an erasure is under way that nobody knows"));
  }

  /** The record keys of customers of whom it is kept that an erasure is under way. */
  public List<String> underWay() {
    List<String> keys = new ArrayList<>();
    try (var rows = index.range(StoreNames.ERASING, StoreNames.endOf(StoreNames.ERASING))) {
      rows.forEachRemaining(row -> keys.add(StoreNames.erasingCustomer(row.key)));
    }
    return keys;
  }

  /** Keeps that rows of an erased customer are still to be deleted. */
  public void putUnderWay(CustomerKey customer) {
    index.put(StoreNames.erasingKey(customer.toString()), UNDER_WAY);
  }

  /** Forgets that the rows of a customer are being deleted: they are gone. */
  public void deleteUnderWay(CustomerKey customer) {
    index.delete(StoreNames.erasingKey(customer.toString()));
  }

  /** Rows of histories from one key up to another; to be closed. It sees what is there now. */
  public KeyValueIterator<String, byte[]> range(String from, String to) {
    return history.range(from, to);
  }

  /** Deletes a row of a history. */
  public void delete(String historyKey) {
    history.delete(historyKey);
  }

  /** Nothing is to be forgotten any more of an order that was kept aside. */
  public void disarm(String asideUntilKey, String orderId, long until) {
    index.delete(StoreNames.asideDueKey(until, StoreNames.asideOfUntilKey(asideUntilKey), orderId));
  }

  /** What the keys of each life of an id are made from of which there are rows. */
  public List<String> lives(CustomerKey customer) {
    String key = customer.toString();
    List<String> lives = new ArrayList<>(List.of(StoreNames.historyKey(key, 0)));
    String from = StoreNames.historyPrefix(key);
    // The number of a life is above 0 and of full length: it sorts before every letter of a kind.
    String to = StoreNames.activityPrefix(key);
    Optional<String> next = first(from, to);
    while (next.isPresent()) {
      String life = next.get().substring(0, next.get().indexOf('/', from.length()));
      lives.add(life);
      next = first(StoreNames.endOf(StoreNames.historyPrefix(life)), to);
    }
    return lives;
  }

  private Optional<String> first(String from, String to) {
    try (var rows = history.range(from, to)) {
      return rows.hasNext() ? Optional.of(rows.peekNextKey()) : Optional.empty();
    }
  }
}
