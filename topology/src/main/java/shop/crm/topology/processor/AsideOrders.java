package shop.crm.topology.processor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.Stores;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.InboundEvent.OrderEvent;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.state.OrderState;
import shop.crm.schemas.state.OrderState.Refund;
import shop.crm.topology.domain.Customers.Known;
import shop.crm.topology.domain.Customers.KnownOrder;

/**
 * Facts about orders that nobody has placed since the customer was erased. They are kept until the
 * order's creation comes, at most as long as it could still be read from its topic.
 */
final class AsideOrders {

  private static final byte[] NOTHING = new byte[0];
  private static final long LOOK_EVERY_MILLIS = 60_000;

  /**
   * So many refunds of an order are kept beside its row. They come back, and are forgotten, in one
   * step, which must not outlast a transaction.
   */
  static final int MAX_REFUNDS = 1_000;

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
  KnownOrder order(String key, Known known, OrderEvent event) {
    return stores.order(base(key, known), event);
  }

  private static String base(String key, Known known) {
    return Stores.asideKey(Stores.historyKey(key, known.life()));
  }

  /** All that is kept of an order. */
  KnownOrder whole(String key, Known known, String orderId) {
    String base = base(key, known);
    return KnownOrder.aside(
        Optional.ofNullable(history.get(Stores.orderKey(base, orderId)))
            .map(row -> stores.whole(base, OrderRow.decode(orderId, row))));
  }

  /**
   * Keeps what is known of an order.
   *
   * @throws RowTooLarge if that would make a row larger than {@link Stores#MAX_ROW_BYTES}
   * @throws TooManyRefunds if it would have more refunds than are kept aside
   */
  void put(String key, Known known, OrderState order, long nowMillis) {
    String base = base(key, known);
    byte[] row = OrderRow.encode(order);
    if (row.length > Stores.MAX_ROW_BYTES) {
      throw new RowTooLarge(row.length);
    }
    if (order.further().count() > MAX_REFUNDS) {
      throw new TooManyRefunds(MAX_REFUNDS);
    }
    task.writing();
    disarm(base, order.orderId());
    history.put(Stores.orderKey(base, order.orderId()), row);
    for (Refund refund : order.refundsBeside()) {
      history.put(
          Stores.refundKey(base, order.orderId(), refund.refundId()), OrderRow.encode(refund));
    }
    long until = nowMillis + Topics.EVENT_RETENTION.toMillis();
    history.put(
        Stores.asideUntilKey(base, order.orderId()),
        ByteBuffer.allocate(Long.BYTES).putLong(until).array());
    index.put(Stores.asideDueKey(until, base, order.orderId()), NOTHING);
  }

  private void disarm(String base, String orderId) {
    Optional.ofNullable(history.get(Stores.asideUntilKey(base, orderId)))
        .ifPresent(row -> index.delete(Stores.asideDueKey(until(row), base, orderId)));
  }

  /** Until when an order is kept, milliseconds since 1970, in the row that tells it. */
  static long until(byte[] row) {
    return ByteBuffer.wrap(row).getLong();
  }

  /** Keeps nothing more of an order, if anything was kept. */
  void forget(String key, Known known, String orderId) {
    forget(base(key, known), orderId);
  }

  private void forget(String base, String orderId) {
    String untilKey = Stores.asideUntilKey(base, orderId);
    if (history.get(untilKey) == null) {
      return;
    }
    disarm(base, orderId);
    history.delete(untilKey);
    history.delete(Stores.orderKey(base, orderId));
    String refunds = Stores.refundPrefix(base, orderId);
    List<String> keys = new ArrayList<>();
    try (var rows = history.range(refunds, Stores.endOf(refunds))) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    keys.forEach(history::delete);
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
    forget(Stores.asideDueBase(dueKey), Stores.asideDueOrder(dueKey));
  }
}
