package shop.crm.topology.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Stores;
import shop.crm.schemas.profile.LoyaltyEntry;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.DayMigrations;
import shop.crm.schemas.state.EntryRow;
import shop.crm.schemas.state.Erasure;
import shop.crm.schemas.state.Micros;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.state.OrderState;
import shop.crm.topology.domain.Customers;
import shop.crm.topology.domain.Decision;

/** A typed view of the stores of one task, and the one place that writes a decision to them. */
final class CustomerStores {

  private static final byte[] ARMED = new byte[0];
  private static final String RULES_KEY = "rules";

  private final KeyValueStore<String, byte[]> customers;
  private final KeyValueStore<String, byte[]> history;
  private final KeyValueStore<String, byte[]> index;
  private final KeyValueStore<String, byte[]> migrations;

  CustomerStores(ProcessorContext<?, ?> context) {
    customers = context.getStateStore(Stores.CUSTOMERS);
    history = context.getStateStore(Stores.HISTORY);
    index = context.getStateStore(Stores.INDEX);
    migrations = context.getStateStore(Stores.MIGRATIONS);
  }

  /** The store of customers or of their history, as others read it. */
  ReadOnlyKeyValueStore<String, byte[]> readOnly(String name) {
    return switch (name) {
      case Stores.CUSTOMERS -> customers;
      case Stores.HISTORY -> history;
      default -> throw new IllegalArgumentException(name);
    };
  }

  Optional<CustomerState> customer(String key) {
    return Optional.ofNullable(customers.get(key)).map(CustomerRow::decode);
  }

  Optional<OrderState> order(String key, String orderId) {
    return Optional.ofNullable(history.get(Stores.orderKey(key, orderId)))
        .map(row -> OrderRow.decode(orderId, row));
  }

  boolean hasEntry(LoyaltyEntry entry) {
    return history.get(Stores.entryKey(entry.customer().toString(), entry.id())) != null;
  }

  List<LoyaltyEntry> entries(CustomerKey customer) {
    String prefix = Stores.entryPrefix(customer.toString());
    List<LoyaltyEntry> entries = new ArrayList<>();
    try (var rows = history.range(prefix, Stores.endOf(prefix))) {
      rows.forEachRemaining(
          row ->
              entries.add(
                  EntryRow.decode(customer, row.key.substring(prefix.length()), row.value)));
    }
    return entries;
  }

  /** What is known of an id: what remains of an erased one is looked up where there is no other. */
  Customers.Known known(String key) {
    Optional<CustomerState> customer = customer(key);
    return new Customers.Known(customer, customer.isPresent() ? Optional.empty() : erasure(key));
  }

  private Optional<Erasure> erasure(String key) {
    return Optional.ofNullable(index.get(Stores.erasedKey(key))).map(Erasure::ofRow);
  }

  /** Deletes all rows of a customer but what remains of an erased one. */
  void erase(String key, Optional<CustomerState> before, Erasure erasure) {
    String prefix = Stores.historyPrefix(key);
    List<String> keys = new ArrayList<>();
    try (var rows = history.range(prefix, Stores.endOf(prefix))) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    keys.forEach(history::delete);
    customers.delete(key);
    before
        .flatMap(CustomerState::due)
        .ifPresent(at -> index.delete(Stores.dueKey(at.toEpochMilli(), key)));
    index.put(Stores.erasedKey(key), erasure.toRow());
  }

  List<OrderState> orders(String key) {
    String prefix = Stores.orderPrefix(key);
    List<OrderState> orders = new ArrayList<>();
    try (var rows = history.range(prefix, Stores.endOf(prefix))) {
      rows.forEachRemaining(
          row -> orders.add(OrderRow.decode(row.key.substring(prefix.length()), row.value)));
    }
    return orders;
  }

  /** What happened to a customer and no order tells, newest first. */
  List<Activity> activities(CustomerKey customer) {
    String prefix = Stores.activityPrefix(customer.toString());
    List<Activity> activities = new ArrayList<>();
    try (var rows = history.range(prefix, Stores.endOf(prefix))) {
      rows.forEachRemaining(row -> activities.addAll(ActivityRow.decode(customer, row.value)));
    }
    return activities;
  }

  /** Passes on every row of histories, as it is stored: as long as reading all of them takes. */
  void eachHistory(BiConsumer<String, byte[]> each) {
    try (var rows = history.all()) {
      rows.forEachRemaining(row -> each.accept(row.key, row.value));
    }
  }

  /** How the days are counted to which moves between segments are stored, if any were. */
  Optional<byte[]> migrationDays() {
    return Optional.ofNullable(migrations.get(Stores.MIGRATIONS_DAYS));
  }

  void putMigrationDays(byte[] days) {
    migrations.put(Stores.MIGRATIONS_DAYS, days);
  }

  /** Passes on the moves of every tenant and day, as they are stored. */
  void eachMigrations(BiConsumer<String, byte[]> each) {
    try (var rows = migrations.all()) {
      while (rows.hasNext()) {
        var row = rows.next();
        if (!row.key.equals(Stores.MIGRATIONS_DAYS)) {
          each.accept(row.key, row.value);
        }
      }
    }
  }

  /** The store has a cache: of many moves between two commits only the last row is logged. */
  void putMigrations(String tenant, int epochDay, DayMigrations row) {
    String key = Stores.migrationsKey(tenant, epochDay);
    if (row.isEmpty()) {
      migrations.delete(key);
    } else {
      migrations.put(key, row.toRow());
    }
  }

  void deleteMigrations() {
    List<String> keys = new ArrayList<>();
    try (var rows = migrations.all()) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    keys.forEach(migrations::delete);
  }

  /** Rows of customers from the key {@code from} on, up to the end of the tenant. */
  KeyValueIterator<String, byte[]> customersFrom(String tenant, String from) {
    return customers.range(from, Stores.endOf(tenant + CustomerKey.SEPARATOR));
  }

  /** Rows of all tenants' customers from the key {@code from} on; keys are never empty. */
  KeyValueIterator<String, byte[]> customersAt(String from) {
    return from.isEmpty() ? customers.all() : customers.range(from, null);
  }

  void write(String key, Optional<CustomerState> before, Decision decision) {
    CustomerState after = decision.state();
    customers.put(key, CustomerRow.encode(after));
    for (OrderState order : decision.orders()) {
      history.put(Stores.orderKey(key, order.orderId()), OrderRow.encode(order));
    }
    for (LoyaltyEntry entry : decision.entries()) {
      history.put(Stores.entryKey(key, entry.id()), EntryRow.encode(entry));
    }
    for (List<Activity> together : ActivityRow.together(decision.activities())) {
      Activity last = together.getLast();
      history.put(
          Stores.activityKey(key, Micros.of(last.at()), last.sequence()),
          ActivityRow.encode(together));
    }
    var dueBefore = before.flatMap(CustomerState::due);
    if (!dueBefore.equals(after.due())) {
      dueBefore.ifPresent(at -> index.delete(Stores.dueKey(at.toEpochMilli(), key)));
      after.due().ifPresent(at -> index.put(Stores.dueKey(at.toEpochMilli(), key), ARMED));
    }
  }

  boolean isArmed(String key, CustomerState state) {
    return state
        .due()
        .map(at -> index.get(Stores.dueKey(at.toEpochMilli(), key)) != null)
        .orElse(true);
  }

  /** Keys in the due index from one time up to and with another, milliseconds since 1970. */
  KeyValueIterator<String, byte[]> due(long fromMillis, long toMillis) {
    return index.range(Stores.dueFrom(fromMillis), Stores.dueFrom(toMillis + 1));
  }

  void disarm(String dueKey) {
    index.delete(dueKey);
  }

  Optional<Sweep> sweep(String tenant) {
    return Optional.ofNullable(index.get(Stores.sweepKey(tenant))).map(Sweep::decode);
  }

  void put(String tenant, Sweep sweep) {
    index.put(Stores.sweepKey(tenant), sweep.encode());
  }

  /** The rules that every customer was last brought to; nothing in an empty store. */
  Optional<byte[]> rules() {
    return Optional.ofNullable(index.get(RULES_KEY));
  }

  void putRules(byte[] rules) {
    index.put(RULES_KEY, rules);
  }
}
