package shop.crm.topology.processor;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.apache.kafka.streams.KeyValue;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.HistoryKey;
import shop.crm.schemas.Stores;
import shop.crm.schemas.event.InboundEvent.OrderEvent;
import shop.crm.schemas.profile.LoyaltyEntry;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.EntryRow;
import shop.crm.schemas.state.Erasure;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.state.OrderState;
import shop.crm.topology.domain.Customers.Known;
import shop.crm.topology.domain.Erasures;

/**
 * Erases customers. All that is known of one goes with the record that tells of it, but for the
 * history, which may be very long: its rows go in slices, the first one at once, the others between
 * the records, over restarts too. Whoever comes after has rows of their own. What an old row knows
 * that is newer than the erasure is taken for theirs when the row goes, as if it came only then.
 */
final class Eraser {

  /** So many rows are deleted, or facts taken from them, in one go at the most. */
  static final int SLICE = 1_000;

  private final CustomerProcessor task;
  private final CustomerStores stores;
  private final Sweeper sweeper;
  private final ErasedRows rows;

  /** By the customer's record key, the longest waiting first. */
  private final SequencedMap<String, Walk> walks = new LinkedHashMap<>();

  private Optional<String> begun = Optional.empty();
  private volatile int underWay;

  /** How far the deletion of one id's erased rows is. */
  private static final class Walk {
    final CustomerKey customer;
    final Tenant tenant;
    final Erasure erasure;
    String cursor;
    boolean kept;

    Walk(CustomerKey customer, Tenant tenant, Erasure erasure) {
      this.customer = customer;
      this.tenant = tenant;
      this.erasure = erasure;
      this.cursor = Stores.historyPrefix(customer.toString());
    }
  }

  /** What one slice may still do. */
  private static final class Allowance {
    private final Optional<TimeBudget> time;
    private int left = SLICE;

    Allowance(Optional<TimeBudget> time) {
      this.time = time;
    }

    boolean remains() {
      return left > 0 && time.map(TimeBudget::remains).orElse(true);
    }
  }

  Eraser(CustomerProcessor task, CustomerStores stores, Sweeper sweeper, ErasedRows rows) {
    this.task = task;
    this.stores = stores;
    this.sweeper = sweeper;
    this.rows = rows;
  }

  /** Goes on, at the start of a task, with what is not through. */
  void resume() {
    rows.underWay()
        .forEach(
            key ->
                task.step(
                    "start",
                    Stores.erasingKey(key),
                    () -> begin(key, rows.erasure(key)).kept = true));
  }

  /** How many erasures are not through; asked by other threads, too. */
  int underWay() {
    return underWay;
  }

  /** The ids of which rows are still to be deleted. */
  TreeSet<String> ids() {
    return new TreeSet<>(walks.keySet());
  }

  /** What the keys of each life of an id are made from of which there may be rows. */
  List<String> lives(String key) {
    return rows.lives(key);
  }

  /** Erases a customer, but for the history. */
  void erase(CustomerKey customer, Instant at, long version, Instant now) {
    String key = customer.toString();
    Tenant tenant = task.tenant(customer.tenant());
    Known known = stores.known(key);
    Erasures.erase(customer, known, at, version, tenant.judgement(), now)
        .ifPresent(
            outcome -> {
              task.writing();
              task.move(key, tenant, known.customer(), Optional.empty());
              stores.erase(key, known.customer(), outcome.erasure());
              begin(key, outcome.erasure());
              begun = Optional.of(key);
              sweeper.erased(tenant, key);
              task.send(customer, outcome.changes());
              outcome
                  .successor()
                  .ifPresent(next -> task.apply(key, tenant, Optional.empty(), next));
            });
  }

  private Walk begin(String key, Erasure erasure) {
    Walk before = walks.remove(key);
    CustomerKey customer = CustomerKey.parse(key);
    Walk walk = new Walk(customer, task.tenant(customer.tenant()), erasure);
    if (before == null) {
      walk.tenant.erasing(1);
    } else {
      walk.kept = before.kept;
    }
    walks.put(key, walk);
    underWay = walks.size();
    return walk;
  }

  /** Deletes the first rows of whom the record has erased, in its transaction: mostly all. */
  void afterRecord() {
    if (begun.isPresent()) {
      String key = begun.get();
      begun = Optional.empty();
      slice(key, walks.get(key), new Allowance(Optional.empty()));
    }
  }

  /** Goes on with what is not through, as far as one tick may. */
  void slice() {
    if (!walks.isEmpty()) {
      Allowance allowance = new Allowance(Optional.of(new TimeBudget()));
      while (!walks.isEmpty() && allowance.remains()) {
        slice(walks.firstEntry().getKey(), walks.firstEntry().getValue(), allowance);
      }
    }
  }

  private void slice(String key, Walk walk, Allowance allowance) {
    String all = Stores.historyPrefix(key);
    String present = Stores.historyPrefix(Stores.historyKey(key, walk.erasure.life()));
    boolean through = slice(walk, present, allowance);
    if (through && walk.cursor.compareTo(present) <= 0) {
      walk.cursor = Stores.endOf(present);
    }
    if (through && slice(walk, Stores.endOf(all), allowance)) {
      end(key, walk);
    } else if (!walk.kept) {
      rows.putUnderWay(key);
      walk.kept = true;
    }
  }

  /** Deletes rows from where the walk is up to a key; whether that was reached. */
  private boolean slice(Walk walk, String to, Allowance allowance) {
    if (walk.cursor.compareTo(to) > 0) {
      return true;
    }
    try (var erased = rows.range(walk.cursor, to)) {
      while (erased.hasNext()) {
        if (!allowance.remains()) {
          return false;
        }
        KeyValue<String, byte[]> row = erased.next();
        // What cannot be read goes as well.
        task.step("erasure", row.key, () -> take(walk, row, allowance));
        rows.delete(row.key);
        // The very next key that there can be.
        walk.cursor = row.key + '\0';
        allowance.left--;
      }
      return true;
    }
  }

  private void end(String key, Walk walk) {
    if (walk.kept) {
      rows.deleteUnderWay(key);
    }
    walks.remove(key);
    underWay = walks.size();
    walk.tenant.erasing(-1);
    if (walk.tenant.isEmpty()) {
      task.gone(walk.tenant);
    }
  }

  /** Takes from a row what is newer than the erasure, and from the counts what is not. */
  private void take(Walk walk, KeyValue<String, byte[]> row, Allowance allowance) {
    Optional<HistoryKey> parts = HistoryKey.of(row.key);
    if (parts.isEmpty()) {
      return;
    }
    CustomerKey customer = walk.customer;
    Instant at = walk.erasure.at();
    String id = parts.get().id();
    switch (parts.get().kind()) {
      case ACTIVITY -> {
        List<Activity> activities = ActivityRow.decode(customer, row.value);
        task.writing();
        task.tell(customer.toString(), walk.tenant, activities, -1);
      }
      case ENTRY -> {
        LoyaltyEntry entry = EntryRow.decode(customer, id, row.value);
        if (entry.at().isAfter(at)) {
          task.take(entry, customer.toString(), task.now());
        }
      }
      case ORDER -> take(customer, OrderRow.decode(id, row.value), at, allowance);
      case REFUND -> {
        List<OrderState.Refund> refund = List.of(OrderRow.decodeRefund(row.value));
        take(
            customer,
            OrderState.unknown(id).withRefunds(refund, OrderState.FurtherRefunds.NONE),
            at,
            allowance);
      }
      case UNTIL -> {
        task.writing();
        rows.disarm(row.key, id, AsideOrders.until(row.value));
      }
      case PAGE -> {}
    }
  }

  private void take(CustomerKey customer, OrderState order, Instant at, Allowance allowance) {
    for (OrderEvent event : Erasures.newer(customer, order, at)) {
      task.take(event, customer.toString(), task.now());
      allowance.left--;
    }
  }
}
