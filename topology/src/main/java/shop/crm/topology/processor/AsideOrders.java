package shop.crm.topology.processor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.Stores;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.InboundEvent.OrderEvent;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.state.OrderState;
import shop.crm.schemas.state.OrderState.Refund;
import shop.crm.topology.domain.Customers.KnownOrder;

/**
 * Facts about orders that nobody has placed since the customer was erased. They are kept until the
 * order's creation comes, at most as long as it could still be read from its topic.
 */
final class AsideOrders {

  private static final byte[] NOTHING = new byte[0];
  private static final long LOOK_EVERY_MILLIS = 60_000;

  private final CustomerProcessor task;
  private final CustomerStores stores;
  private final KeyValueStore<String, byte[]> history;
  private final KeyValueStore<String, byte[]> index;

  /** Below it the index is empty: a scan from the very head would pass over tombstones. */
  private long lowWater;

  private long nextLook;

  AsideOrders(CustomerProcessor task, CustomerStores stores, ProcessorContext<?, ?> context) {
    this.task = task;
    this.stores = stores;
    this.history = context.getStateStore(Stores.HISTORY);
    this.index = context.getStateStore(Stores.INDEX);
  }

  /** What is kept of the order that an event is about, as far as the event needs that. */
  KnownOrder order(String key, OrderEvent event) {
    return stores.order(Stores.asideKey(key), event);
  }

  /** All that is kept of an order. */
  KnownOrder whole(String key, String orderId) {
    String aside = Stores.asideKey(key);
    return KnownOrder.aside(
        Optional.ofNullable(history.get(Stores.orderKey(aside, orderId)))
            .map(row -> stores.whole(aside, OrderRow.decode(orderId, row))));
  }

  /** All that is kept of a customer's orders; to be closed. */
  Stream<OrderState> orders(String key) {
    String aside = Stores.asideKey(key);
    return stores.orders(aside).map(order -> stores.whole(aside, order));
  }

  /**
   * Keeps what is known of an order.
   *
   * @throws RowTooLarge if that would make a row larger than {@link Stores#MAX_ROW_BYTES}
   */
  void put(String key, OrderState order, long nowMillis) {
    String aside = Stores.asideKey(key);
    byte[] row = OrderRow.encode(order);
    if (row.length > Stores.MAX_ROW_BYTES) {
      throw new RowTooLarge(row.length);
    }
    task.writing();
    disarm(key, order.orderId());
    history.put(Stores.orderKey(aside, order.orderId()), row);
    for (Refund refund : order.refundsBeside()) {
      history.put(
          Stores.refundKey(aside, order.orderId(), refund.refundId()), OrderRow.encode(refund));
    }
    long until = nowMillis + Topics.EVENT_RETENTION.toMillis();
    history.put(
        Stores.asideUntilKey(key, order.orderId()),
        ByteBuffer.allocate(Long.BYTES).putLong(until).array());
    index.put(Stores.asideDueKey(until, key, order.orderId()), NOTHING);
  }

  private void disarm(String key, String orderId) {
    Optional.ofNullable(history.get(Stores.asideUntilKey(key, orderId)))
        .map(row -> ByteBuffer.wrap(row).getLong())
        .ifPresent(until -> index.delete(Stores.asideDueKey(until, key, orderId)));
  }

  /** Keeps nothing more of an order, if anything was kept. */
  void forget(String key, String orderId) {
    String aside = Stores.asideKey(key);
    String untilKey = Stores.asideUntilKey(key, orderId);
    if (history.get(untilKey) == null) {
      return;
    }
    disarm(key, orderId);
    history.delete(untilKey);
    history.delete(Stores.orderKey(aside, orderId));
    String refunds = Stores.refundPrefix(aside, orderId);
    List<String> keys = new ArrayList<>();
    try (var rows = history.range(refunds, Stores.endOf(refunds))) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    keys.forEach(history::delete);
  }

  /** Keeps nothing more of any order of a customer. */
  void forgetAll(String key) {
    List<String> ids;
    try (Stream<OrderState> orders = stores.orders(Stores.asideKey(key))) {
      ids = orders.map(OrderState::orderId).toList();
    }
    ids.forEach(id -> forget(key, id));
  }

  /** Forgets what was kept for as long as it is to be, now and then. */
  void drain(long nowMillis) {
    if (nowMillis < nextLook) {
      return;
    }
    TimeBudget budget = new TimeBudget();
    try (var rows =
        index.range(Stores.asideDueFrom(lowWater), Stores.asideDueFrom(nowMillis + 1))) {
      while (rows.hasNext()) {
        String dueKey = rows.next().key;
        task.step("aside", dueKey, () -> expire(dueKey));
        if (!budget.remains()) {
          return;
        }
      }
    }
    lowWater = nowMillis;
    nextLook = nowMillis + LOOK_EVERY_MILLIS;
  }

  private void expire(String dueKey) {
    task.writing();
    index.delete(dueKey);
    forget(Stores.asideDueCustomer(dueKey), Stores.asideDueOrder(dueKey));
  }
}
