package shop.crm.queries.live;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Stores;
import shop.crm.schemas.profile.LoyaltyEntry;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.EntryRow;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.state.OrderState;
import shop.crm.schemas.state.OrderState.Refund;
import shop.crm.schemas.state.PageGone;

/**
 * The stores of one partition, read as customers, orders and activities.
 *
 * @param customers the store of customers
 * @param history the store of orders and activities
 */
record CustomerReader(
    ReadOnlyKeyValueStore<String, byte[]> customers,
    ReadOnlyKeyValueStore<String, byte[]> history) {

  /** How often a customer is read anew whose pages are replaced under the reader. */
  private static final int TRIES = 5;

  Optional<CustomerState> customer(CustomerKey key) {
    return customer(key, Function.identity());
  }

  /**
   * What {@code read} makes of a customer, whose purchases it can read.
   *
   * @throws InvalidStateStoreException if the state moves away, or the customer changes again and
   *     again while it is read
   */
  <T> Optional<T> customer(CustomerKey key, Function<CustomerState, T> read) {
    String text = key.toString();
    for (int i = 0; i < TRIES; i++) {
      byte[] row = customers.get(text);
      if (row == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(read.apply(decode(key, row)));
      } catch (PageGone e) {
        // The stream has changed the customer since: the newer row leads to the newer pages.
        continue;
      }
    }
    throw new InvalidStateStoreException("a customer changes too fast to be read");
  }

  /** The customer of a row; their purchases are read when they are asked for. */
  CustomerState decode(CustomerKey key, byte[] row) {
    String text = key.toString();
    return CustomerRow.decode(
        row, id -> Optional.ofNullable(history.get(Stores.pageKey(text, id))));
  }

  <T> Optional<T> history(CustomerKey key, Function<LiveState.History, T> read) {
    if (customers.get(key.toString()) == null) {
      return Optional.empty();
    }
    return Optional.of(read.apply(new StoredHistory(key)));
  }

  private final class StoredHistory implements LiveState.History {

    private final CustomerKey customer;

    StoredHistory(CustomerKey customer) {
      this.customer = customer;
    }

    @Override
    public void orders(Consumer<OrderState> each) {
      String prefix = Stores.orderPrefix(customer.toString());
      try (KeyValueIterator<String, byte[]> rows = rows(prefix)) {
        while (rows.hasNext()) {
          KeyValue<String, byte[]> row = rows.next();
          each.accept(whole(OrderRow.decode(row.key.substring(prefix.length()), row.value)));
        }
      }
    }

    private OrderState whole(OrderState order) {
      if (order.further().count() == 0) {
        return order;
      }
      List<Refund> beside = new ArrayList<>();
      try (KeyValueIterator<String, byte[]> rows =
          rows(Stores.refundPrefix(customer.toString(), order.orderId()))) {
        rows.forEachRemaining(row -> beside.add(OrderRow.decodeRefund(row.value)));
      }
      return order.withAll(beside);
    }

    @Override
    public void entries(Consumer<LoyaltyEntry> each) {
      String prefix = Stores.entryPrefix(customer.toString());
      try (KeyValueIterator<String, byte[]> rows = rows(prefix)) {
        while (rows.hasNext()) {
          KeyValue<String, byte[]> row = rows.next();
          each.accept(EntryRow.decode(customer, row.key.substring(prefix.length()), row.value));
        }
      }
    }

    @Override
    public void activities(Predicate<Activity> each) {
      try (KeyValueIterator<String, byte[]> rows =
          rows(Stores.activityPrefix(customer.toString()))) {
        boolean more = true;
        while (more && rows.hasNext()) {
          Iterator<Activity> row = ActivityRow.decode(customer, rows.next().value).iterator();
          while (more && row.hasNext()) {
            more = each.test(row.next());
          }
        }
      }
    }

    private KeyValueIterator<String, byte[]> rows(String prefix) {
      return history.range(prefix, Stores.endOf(prefix));
    }
  }
}
