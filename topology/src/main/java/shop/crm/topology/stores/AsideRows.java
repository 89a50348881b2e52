package shop.crm.topology.stores;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.state.UntilRow;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.domain.CustomerDecisions.KnownOrder;

/**
 * A typed view of facts about orders that nobody has placed since the customer was erased. They are
 * kept, each order until a moment of its own, in case the order's creation still comes.
 */
public final class AsideRows {

  /**
   * So many refunds of an order are kept beside its row. They come back, and are forgotten, in one
   * step, which must not outlast a transaction.
   */
  public static final int MAX_REFUNDS = 1_000;

  private static final byte[] NOTHING = new byte[0];

  private final CustomerStores stores;
  private final KeyValueStore<String, byte[]> history;
  private final KeyValueStore<String, byte[]> index;

  /** Of the stores of one task. */
  public AsideRows(ProcessorContext<?, ?> context, CustomerStores stores) {
    this.stores = stores;
    this.history = context.getStateStore(StoreNames.HISTORY);
    this.index = context.getStateStore(StoreNames.INDEX);
  }

  /** What is kept of the order that an event is about, as far as the event needs that. */
  public KnownOrder order(CustomerKey customer, Known known, OrderEvent event) {
    return stores.order(base(customer, known), event);
  }

  private static String base(CustomerKey customer, Known known) {
    return StoreNames.asideKey(StoreNames.historyKey(customer.toString(), known.life()));
  }

  /** All that is kept of an order. */
  public KnownOrder whole(CustomerKey customer, Known known, String orderId) {
    String base = base(customer, known);
    return KnownOrder.aside(
        Optional.ofNullable(history.get(StoreNames.orderKey(base, orderId)))
            .map(row -> stores.whole(base, OrderRow.decode(orderId, row))));
  }

  /**
   * An order that may be kept, as it is stored.
   *
   * @param until when it is forgotten
   */
  public record Kept(OrderState order, byte[] row, Instant until) {}

  /**
   * An order as it would be kept.
   *
   * @throws RowTooLarge if that would make a row larger than {@link StoreNames#MAX_ROW_BYTES}
   * @throws TooManyRefunds if it has more refunds than are kept aside
   */
  public static Kept kept(OrderState order, Instant until) {
    byte[] row = OrderRow.encode(order);
    if (row.length > StoreNames.MAX_ROW_BYTES) {
      throw new RowTooLarge(row.length);
    }
    if (order.further().count() > MAX_REFUNDS) {
      throw new TooManyRefunds(MAX_REFUNDS);
    }
    return new Kept(order, row, until);
  }

  /** Keeps what is known of an order. */
  public void put(CustomerKey customer, Known known, Kept kept) {
    String base = base(customer, known);
    OrderState order = kept.order();
    disarm(base, order.orderId());
    history.put(StoreNames.orderKey(base, order.orderId()), kept.row());
    for (Refund refund : order.refundsBeside()) {
      history.put(
          StoreNames.refundKey(base, order.orderId(), refund.refundId()), OrderRow.encode(refund));
    }
    long until = kept.until().toEpochMilli();
    history.put(StoreNames.asideUntilKey(base, order.orderId()), UntilRow.encode(until));
    index.put(StoreNames.asideDueKey(until, base, order.orderId()), NOTHING);
  }

  private void disarm(String base, String orderId) {
    Optional.ofNullable(history.get(StoreNames.asideUntilKey(base, orderId)))
        .ifPresent(
            row -> index.delete(StoreNames.asideDueKey(UntilRow.decode(row), base, orderId)));
  }

  /** Keeps nothing more of an order, if anything was kept. */
  public void forget(CustomerKey customer, Known known, String orderId) {
    forget(base(customer, known), orderId);
  }

  private void forget(String base, String orderId) {
    String untilKey = StoreNames.asideUntilKey(base, orderId);
    if (history.get(untilKey) == null) {
      return;
    }
    disarm(base, orderId);
    history.delete(untilKey);
    history.delete(StoreNames.orderKey(base, orderId));
    String refunds = StoreNames.refundPrefix(base, orderId);
    List<String> keys = new ArrayList<>();
    try (var rows = history.range(refunds, StoreNames.endOf(refunds))) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    keys.forEach(history::delete);
  }

  /** Keys of orders that are kept from one moment up to and with another, ms since 1970. */
  public KeyValueIterator<String, byte[]> due(long fromMillis, long toMillis) {
    return index.range(StoreNames.asideDueFrom(fromMillis), StoreNames.asideDueFrom(toMillis + 1));
  }

  /** Forgets the order of such a key. */
  public void expire(String dueKey) {
    index.delete(dueKey);
    forget(StoreNames.asideDueBase(dueKey), StoreNames.asideDueOrder(dueKey));
  }
}
