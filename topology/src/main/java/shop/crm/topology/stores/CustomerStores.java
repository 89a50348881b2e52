package shop.crm.topology.stores;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.EntryRow;
import shop.crm.schemas.state.ErasureRow;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.state.PurchaseRows;
import shop.crm.topology.domain.CustomerDecisions;
import shop.crm.topology.domain.Decision;
import shop.crm.topology.domain.Settings;

/**
 * A typed view of the stores of one task, and the one place that makes keys and rows of customers.
 */
public final class CustomerStores {

  private static final byte[] ARMED = new byte[0];
  private static final int ROOM_OF_EARLIER_ROWS = 4_096;

  private final KeyValueStore<String, byte[]> customers;
  private final KeyValueStore<String, byte[]> history;
  private final KeyValueStore<String, byte[]> index;

  /** Of the stores of one task. */
  public CustomerStores(ProcessorContext<?, ?> context) {
    customers = context.getStateStore(StoreNames.CUSTOMERS);
    history = context.getStateStore(StoreNames.HISTORY);
    index = context.getStateStore(StoreNames.INDEX);
  }

  /** The store of customers or of their history, as others read it. */
  public ReadOnlyKeyValueStore<String, byte[]> readOnly(String name) {
    return switch (name) {
      case StoreNames.CUSTOMERS -> customers;
      case StoreNames.HISTORY -> history;
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The row of a customer of that key, if there is one. */
  public Optional<byte[]> row(String key) {
    return Optional.ofNullable(customers.get(key));
  }

  /** The customer of that key, if there is one. */
  public Optional<CustomerState> customer(CustomerKey customer) {
    String key = customer.toString();
    return row(key).map(row -> decode(key, row));
  }

  /**
   * The customer of a row, whose pages of purchases are read when they are asked for.
   *
   * @param key the row's
   * @throws IllegalArgumentException if the row is damaged
   */
  public CustomerState decode(String key, byte[] row) {
    String pages = StoreNames.historyKey(key, CustomerRow.peekLife(row));
    return CustomerRow.decode(
        row, id -> Optional.ofNullable(history.get(StoreNames.pageKey(pages, id))));
  }

  /** What is known of the order that an event is about, in the life of the id that there is now. */
  public CustomerDecisions.KnownOrder order(
      CustomerKey customer, CustomerDecisions.Known known, OrderEvent event) {
    return order(StoreNames.historyKey(customer.toString(), known.life()), event);
  }

  /** The same by what the order's keys are made from. */
  CustomerDecisions.KnownOrder order(String life, OrderEvent event) {
    Optional<OrderState> order =
        Optional.ofNullable(history.get(StoreNames.orderKey(life, event.orderId())))
            .map(row -> OrderRow.decode(event.orderId(), row));
    boolean hasBeside = order.map(it -> it.further().count() > 0).orElse(false);
    Optional<Refund> beside =
        hasBeside && event instanceof OrderRefunded refunded
            ? Optional.ofNullable(
                    history.get(StoreNames.refundKey(life, event.orderId(), refunded.refundId())))
                .map(OrderRow::decodeRefund)
            : Optional.empty();
    return new CustomerDecisions.KnownOrder(order, beside);
  }

  /** Whether an entry of the ledger was taken already. */
  public boolean hasEntry(CustomerDecisions.Known known, LoyaltyEntry entry) {
    String life = StoreNames.historyKey(entry.customer().toString(), known.life());
    return history.get(StoreNames.entryKey(life, entry.id())) != null;
  }

  /** Every entry of a customer's ledger; to be closed. */
  private Stream<LoyaltyEntry> entries(CustomerKey customer, long life) {
    String prefix = StoreNames.entryPrefix(StoreNames.historyKey(customer.toString(), life));
    return rows(prefix)
        .map(row -> EntryRow.decode(customer, row.key.substring(prefix.length()), row.value));
  }

  private Stream<KeyValue<String, byte[]>> rows(String prefix) {
    KeyValueIterator<String, byte[]> rows = history.range(prefix, StoreNames.endOf(prefix));
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
        .onClose(rows::close);
  }

  /** What is known of an id: what remains of an erased one is looked up where there is no other. */
  public CustomerDecisions.Known known(CustomerKey customer) {
    Optional<CustomerState> state = customer(customer);
    return new CustomerDecisions.Known(
        state, state.isPresent() ? Optional.empty() : erasure(customer));
  }

  private Optional<Erasure> erasure(CustomerKey customer) {
    return Optional.ofNullable(index.get(StoreNames.erasedKey(customer.toString())))
        .map(ErasureRow::decode);
  }

  /** Deletes a customer but for the history: what remains is kept. */
  public void erase(CustomerKey customer, Optional<CustomerState> before, Erasure erasure) {
    String key = customer.toString();
    customers.delete(key);
    before
        .flatMap(CustomerState::due)
        .ifPresent(at -> index.delete(StoreNames.dueKey(at.toEpochMilli(), key)));
    index.put(StoreNames.erasedKey(key), ErasureRow.encode(erasure));
  }

  /** Every order of a customer as it is stored; to be closed. */
  private Stream<OrderState> orders(String historyKey) {
    String prefix = StoreNames.orderPrefix(historyKey);
    return rows(prefix).map(row -> OrderRow.decode(row.key.substring(prefix.length()), row.value));
  }

  /**
   * A customer with what follows from orders and entries computed anew from all of them.
   *
   * @param each is passed every order as it is stored
   */
  public CustomerState recomputed(
      CustomerKey customer, CustomerState stored, Settings rules, Consumer<OrderState> each) {
    String life = StoreNames.historyKey(customer.toString(), stored.life());
    try (Stream<OrderState> orders = orders(life);
        Stream<LoyaltyEntry> entries = entries(customer, stored.life())) {
      return CustomerDecisions.recomputed(
          stored,
          orders.peek(each).map(order -> whole(life, order))::iterator,
          entries::iterator,
          rules);
    }
  }

  /** An order with the refunds that are stored beside it. */
  OrderState whole(String historyKey, OrderState order) {
    if (order.further().count() == 0) {
      return order;
    }
    try (var rows = rows(StoreNames.refundPrefix(historyKey, order.orderId()))) {
      return order.withAll(rows.map(row -> OrderRow.decodeRefund(row.value)).toList());
    }
  }

  /** Passes on what happened to a customer and no order tells, newest first, row by row. */
  public void activities(CustomerKey customer, String historyKey, Consumer<List<Activity>> each) {
    try (var rows = rows(StoreNames.activityPrefix(historyKey))) {
      rows.forEach(row -> each.accept(ActivityRow.decode(customer, row.value)));
    }
  }

  /** Rows of customers from the key {@code from} on, up to the end of the tenant. */
  public KeyValueIterator<String, byte[]> customersFrom(String tenant, String from) {
    return customers.range(from, StoreNames.endOf(tenant + CustomerKey.SEPARATOR));
  }

  /** Rows of all tenants' customers from the key {@code from} on; keys are never empty. */
  public KeyValueIterator<String, byte[]> customersAt(String from) {
    return from.isEmpty() ? customers.all() : customers.range(from, null);
  }

  /** What remains of erased customers, from that customer's key on. */
  public KeyValueIterator<String, byte[]> erasuresAt(String from) {
    return index.range(StoreNames.erasedKey(from), StoreNames.endOf(StoreNames.ERASED));
  }

  /** A row to be put, or one to be deleted. */
  private record Write(KeyValueStore<String, byte[]> store, String key, Optional<byte[]> row) {}

  /** Everything that a decision writes: it is made, and found to fit, before any of it is put. */
  public static final class Writes {
    private final List<Write> all = new ArrayList<>(4);

    private Writes() {}

    private void put(KeyValueStore<String, byte[]> store, String key, byte[] row) {
      if (row.length > StoreNames.MAX_ROW_BYTES) {
        throw new RowTooLarge(row.length);
      }
      all.add(new Write(store, key, Optional.of(row)));
    }

    private void delete(KeyValueStore<String, byte[]> store, String key) {
      all.add(new Write(store, key, Optional.empty()));
    }
  }

  /**
   * What a decision writes.
   *
   * @throws RowTooLarge if it would make a row larger than {@link StoreNames#MAX_ROW_BYTES}
   */
  public Writes writes(CustomerKey customer, Optional<CustomerState> before, Decision decision) {
    String key = customer.toString();
    CustomerState after = decision.state();
    Writes writes = new Writes();
    putCustomer(writes, key, CustomerRow.encode(after));
    String life = StoreNames.historyKey(key, after.life());
    PurchaseRows.eachNewPage(
        after.purchases(), (id, page) -> writes.put(history, StoreNames.pageKey(life, id), page));
    after
        .purchases()
        .droppedPages()
        .forEach(id -> writes.delete(history, StoreNames.pageKey(life, id)));
    for (OrderState order : decision.orders()) {
      writes.put(history, StoreNames.orderKey(life, order.orderId()), OrderRow.encode(order));
      for (Refund refund : order.refundsBeside()) {
        String refundKey = StoreNames.refundKey(life, order.orderId(), refund.refundId());
        writes.put(history, refundKey, OrderRow.encode(refund));
      }
    }
    for (LoyaltyEntry entry : decision.entries()) {
      writes.put(history, StoreNames.entryKey(life, entry.id()), EntryRow.encode(entry));
    }
    for (List<Activity> together : ActivityRow.together(decision.activities())) {
      Activity last = together.getLast();
      String activityKey = StoreNames.activityKey(life, Micros.of(last.at()), last.sequence());
      writes.put(history, activityKey, ActivityRow.encode(together));
    }
    var dueBefore = before.flatMap(CustomerState::due);
    if (!dueBefore.equals(after.due())) {
      dueBefore.ifPresent(at -> writes.delete(index, StoreNames.dueKey(at.toEpochMilli(), key)));
      after
          .due()
          .ifPresent(at -> writes.put(index, StoreNames.dueKey(at.toEpochMilli(), key), ARMED));
    }
    return writes;
  }

  /**
   * Earlier releases took profiles that make a row larger than rows may be now. Such a row may stay
   * as large as it is, for the customer's orders are not to blame; what is in it beside the profile
   * takes little, and a newer profile is smaller.
   */
  private void putCustomer(Writes writes, String key, byte[] row) {
    if (row.length > StoreNames.MAX_ROW_BYTES) {
      int before = Optional.ofNullable(customers.get(key)).map(it -> it.length).orElse(0);
      if (before > StoreNames.MAX_ROW_BYTES && row.length <= before + ROOM_OF_EARLIER_ROWS) {
        writes.all.add(new Write(customers, key, Optional.of(row)));
        return;
      }
    }
    writes.put(customers, key, row);
  }

  /** Writes all rows that were gathered, in their order. */
  public void put(Writes writes) {
    for (Write write : writes.all) {
      if (write.row().isPresent()) {
        write.store().put(write.key(), write.row().get());
      } else {
        write.store().delete(write.key());
      }
    }
  }

  /** Whether time will find the customer when something is due, if anything ever is. */
  public boolean isArmed(CustomerKey customer, CustomerState state) {
    String key = customer.toString();
    return state
        .due()
        .map(at -> index.get(StoreNames.dueKey(at.toEpochMilli(), key)) != null)
        .orElse(true);
  }

  /** Keys in the due index from one time up to and with another, milliseconds since 1970. */
  public KeyValueIterator<String, byte[]> due(long fromMillis, long toMillis) {
    return index.range(StoreNames.dueFrom(fromMillis), StoreNames.dueFrom(toMillis + 1));
  }

  /** Deletes a key of the due index. */
  public void disarm(String dueKey) {
    index.delete(dueKey);
  }
}
