package shop.crm.queries.live;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.queries.live.question.Partition.Look;
import shop.crm.queries.live.question.Partition.Read;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.purchase.PageGone;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.EntryRow;
import shop.crm.schemas.state.OrderRow;

/**
 * The stores of one partition, read as customers, orders and activities.
 *
 * @param customers the store of customers
 * @param history the store of orders and activities
 */
record CustomerReader(
    ReadOnlyKeyValueStore<String, byte[]> customers,
    ReadOnlyKeyValueStore<String, byte[]> history) {

  private static final Logger LOG = LoggerFactory.getLogger(CustomerReader.class);

  /** How often a customer is read anew whose pages are replaced under the reader. */
  private static final int TRIES = 5;

  /** So many rows are read in one turn at the most; {@link #SLICE_BYTES}, too, bounds it. */
  private static final int SLICE_ROWS = 512;

  /** A turn ends with the row that makes it so many bytes. */
  private static final int SLICE_BYTES = 512 << 10;

  /** Who reads much reads it in turns, so that others come to read in between. */
  interface Turns {
    <T> T take(Supplier<T> read);
  }

  Optional<CustomerState> customer(CustomerKey key) {
    return customer(key, Function.identity());
  }

  /** What {@code read} makes of a customer, whose purchases it can read. */
  <T> Optional<T> customer(CustomerKey key, Function<CustomerState, T> read) {
    return customer(key, (state, bytes) -> read.apply(state));
  }

  /**
   * The same, with the size of the row.
   *
   * @throws InvalidStateStoreException if the state moves away, or the customer changes again and
   *     again while it is read
   */
  <T> Optional<T> customer(CustomerKey key, Read<T> read) {
    for (int i = 0; i < TRIES; i++) {
      try {
        return row(key).map(row -> read.of(decode(key, row), row.length));
      } catch (PageGone e) {
        LOG.trace("read anew: its newer row leads to its newer pages", e);
      }
    }
    throw new InvalidStateStoreException("a customer changes too fast to be read");
  }

  /** Looks at a tenant's customers by id. One whose pages changed since is read anew. */
  void customers(String tenant, Look look) {
    String prefix = tenant + CustomerKey.SEPARATOR;
    try (KeyValueIterator<String, byte[]> rows =
        customers.range(prefix, StoreNames.endOf(prefix))) {
      boolean more = true;
      while (more && rows.hasNext()) {
        KeyValue<String, byte[]> row = rows.next();
        String id = row.key.substring(prefix.length());
        more = look(new CustomerKey(tenant, id), row.value, look);
      }
    }
  }

  private boolean look(CustomerKey key, byte[] row, Look look) {
    try {
      return look.at(key.customer(), decode(key, row));
    } catch (PageGone e) {
      LOG.trace("read anew: its newer row leads to its newer pages", e);
      return customer(key, state -> look.at(key.customer(), state)).orElse(true);
    }
  }

  /** The customer of a row; their purchases are read when they are asked for. */
  private CustomerState decode(CustomerKey key, byte[] row) {
    String life = StoreNames.historyKey(key.toString(), CustomerRow.peekLife(row));
    return CustomerRow.decode(
        row, id -> Optional.ofNullable(history.get(StoreNames.pageKey(life, id))));
  }

  Optional<byte[]> row(CustomerKey key) {
    return Optional.ofNullable(customers.get(key.toString()));
  }

  <T> Optional<T> history(CustomerKey key, Turns turns, Function<LiveState.History, T> read) {
    return turns
        .take(() -> row(key))
        .map(row -> read.apply(new StoredHistory(key, CustomerRow.peekLife(row), turns)));
  }

  /** Some rows that follow each other, and whether more may come. */
  private record Slice(List<KeyValue<String, byte[]>> rows, boolean more) {}

  /** Holds the store open no longer than it takes to copy a few rows. */
  private Slice slice(String from, String to) {
    List<KeyValue<String, byte[]>> slice = new ArrayList<>();
    int bytes = 0;
    try (KeyValueIterator<String, byte[]> rows = history.range(from, to)) {
      while (slice.size() < SLICE_ROWS && bytes < SLICE_BYTES && rows.hasNext()) {
        KeyValue<String, byte[]> row = rows.next();
        bytes += row.value.length;
        slice.add(row);
      }
      return new Slice(slice, rows.hasNext());
    }
  }

  private final class StoredHistory implements LiveState.History {

    private final CustomerKey customer;
    private final long life;
    private final String historyKey;
    private final Turns turns;

    StoredHistory(CustomerKey customer, long life, Turns turns) {
      this.customer = customer;
      this.life = life;
      this.historyKey = StoreNames.historyKey(customer.toString(), life);
      this.turns = turns;
    }

    @Override
    public long life() {
      return life;
    }

    @Override
    public void orders(Consumer<OrderState> each) {
      String prefix = StoreNames.orderPrefix(historyKey);
      rows(
          prefix,
          row -> {
            each.accept(OrderRow.decode(row.key.substring(prefix.length()), row.value));
            return true;
          });
    }

    @Override
    public Optional<OrderState> order(String orderId) {
      String key = StoreNames.orderKey(historyKey, orderId);
      return turns
          .take(() -> Optional.ofNullable(history.get(key)))
          .map(row -> OrderRow.decode(orderId, row));
    }

    @Override
    public void furtherRefunds(String orderId, Consumer<Refund> each) {
      rows(
          StoreNames.refundPrefix(historyKey, orderId),
          row -> {
            each.accept(OrderRow.decodeRefund(row.value));
            return true;
          });
    }

    @Override
    public void entries(Consumer<LoyaltyEntry> each) {
      String prefix = StoreNames.entryPrefix(historyKey);
      rows(
          prefix,
          row -> {
            each.accept(EntryRow.decode(customer, row.key.substring(prefix.length()), row.value));
            return true;
          });
    }

    @Override
    public void activities(Predicate<Activity> each) {
      rows(
          StoreNames.activityPrefix(historyKey),
          stored -> {
            Iterator<Activity> row = ActivityRow.decode(customer, stored.value).iterator();
            boolean more = true;
            while (more && row.hasNext()) {
              more = each.test(row.next());
            }
            return more;
          });
    }

    /** Passes the rows behind a prefix until one is answered with false. */
    private void rows(String prefix, Predicate<KeyValue<String, byte[]>> each) {
      String end = StoreNames.endOf(prefix);
      String from = prefix;
      boolean more = true;
      while (more) {
        String start = from;
        Slice slice = turns.take(() -> slice(start, end));
        Iterator<KeyValue<String, byte[]>> rows = slice.rows().iterator();
        while (more && rows.hasNext()) {
          KeyValue<String, byte[]> row = rows.next();
          more = each.test(row);
          // The very next key that there can be.
          from = row.key + '\0';
        }
        more = more && slice.more();
      }
    }
  }
}
