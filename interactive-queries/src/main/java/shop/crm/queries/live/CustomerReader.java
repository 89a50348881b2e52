package shop.crm.queries.live;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
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

/**
 * The stores of one partition, read as customers, orders and activities.
 *
 * @param customers the store of customers
 * @param history the store of orders and activities
 */
record CustomerReader(
    ReadOnlyKeyValueStore<String, byte[]> customers,
    ReadOnlyKeyValueStore<String, byte[]> history) {

  Optional<CustomerState> customer(CustomerKey key) {
    return Optional.ofNullable(customers.get(key.toString())).map(CustomerRow::decode);
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
          each.accept(OrderRow.decode(row.key.substring(prefix.length()), row.value));
        }
      }
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
