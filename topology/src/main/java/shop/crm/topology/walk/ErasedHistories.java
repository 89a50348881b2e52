package shop.crm.topology.walk;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.apache.kafka.streams.KeyValue;
import shop.crm.schemas.HistoryKey;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.EntryRow;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.state.UntilRow;
import shop.crm.topology.domain.Erasures;
import shop.crm.topology.facts.HistoryFacts;
import shop.crm.topology.stores.ErasedRows;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.writer.ChangeCause;
import shop.crm.topology.writer.DecisionWriter;
import shop.crm.topology.writer.SnapshotPublisher;

/**
 * Deletes the histories of erased customers, in slices: the first one with the record of the
 * erasure, the others between the records, over restarts too. Whoever comes after has rows of their
 * own. What an old row knows that is newer than the erasure is taken for theirs when the row goes,
 * as if it came only then.
 */
public final class ErasedHistories {

  /** So many rows are deleted, or facts taken from them, in one go at the most. */
  public static final int SLICE = 1_000;

  private final Task task;
  private final ErasedRows rows;
  private final Tenants tenants;
  private final DecisionWriter writer;
  private final HistoryFacts facts;
  private final Sweeper sweeper;
  private final SnapshotPublisher publisher;

  /** The longest waiting first. */
  private final SequencedMap<CustomerKey, Walk> walks = new LinkedHashMap<>();

  /** Whom the present record erases. */
  private Optional<Begun> begun = Optional.empty();

  private volatile int underWay;

  private record Begun(CustomerKey customer, ChangeCause origin) {}

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
      this.cursor = StoreNames.historyPrefix(customer.toString());
    }
  }

  /** What one slice may still do, and what brings about what it does. */
  private static final class Slice {
    final ChangeCause origin;
    private final Optional<TimeBudget> time;
    private int left = SLICE;

    Slice(ChangeCause origin, Optional<TimeBudget> time) {
      this.origin = origin;
      this.time = time;
    }

    void took() {
      left--;
    }

    boolean remains() {
      return left > 0 && time.map(TimeBudget::remains).orElse(true);
    }
  }

  /** The erased histories of one task. */
  public ErasedHistories(
      Task task,
      ErasedRows rows,
      Tenants tenants,
      DecisionWriter writer,
      HistoryFacts facts,
      Sweeper sweeper,
      SnapshotPublisher publisher) {
    this.task = task;
    this.rows = rows;
    this.tenants = tenants;
    this.writer = writer;
    this.facts = facts;
    this.sweeper = sweeper;
    this.publisher = publisher;
  }

  /** Goes on, at the start of a task, with what is not through. */
  public void resume() {
    rows.underWay()
        .forEach(key -> task.row("start", StoreNames.erasingKey(key), () -> resume(key)));
  }

  private void resume(String key) {
    CustomerKey customer = CustomerKey.parse(key);
    begin(customer, rows.erasure(customer)).kept = true;
  }

  /** How many customers' rows are not all deleted; asked by other threads, too. */
  public int underWay() {
    return underWay;
  }

  /** The record keys of those customers, as rows are sorted; a copy. */
  public NavigableSet<String> customers() {
    NavigableSet<String> keys = new TreeSet<>();
    walks.keySet().forEach(customer -> keys.add(customer.toString()));
    return keys;
  }

  /** What the keys of each life of an id are made from of which there may be rows. */
  public List<String> lives(CustomerKey customer) {
    return rows.lives(customer);
  }

  /** The present record erases a customer: their rows are to be deleted. */
  public void begin(CustomerKey customer, Erasure erasure, ChangeCause origin) {
    begin(customer, erasure);
    begun = Optional.of(new Begun(customer, origin));
  }

  private Walk begin(CustomerKey customer, Erasure erasure) {
    Walk before = walks.remove(customer);
    Walk walk = new Walk(customer, tenants.get(customer.tenant()), erasure);
    if (before == null) {
      walk.tenant.erasing(1);
    } else {
      walk.kept = before.kept;
    }
    walks.put(customer, walk);
    underWay = walks.size();
    return walk;
  }

  /** Deletes the first rows of whom the record has erased, in its transaction: mostly all. */
  public void afterRecord() {
    if (begun.isPresent()) {
      Begun erased = begun.get();
      begun = Optional.empty();
      slice(walks.get(erased.customer()), new Slice(erased.origin(), Optional.empty()));
    }
  }

  /** Goes on with what is not through, as far as one tick may. */
  public void slice() {
    if (!walks.isEmpty()) {
      Slice slice = new Slice(ChangeCause.RULES, Optional.of(new TimeBudget()));
      while (!walks.isEmpty() && slice.remains()) {
        slice(walks.firstEntry().getValue(), slice);
      }
    }
  }

  private void slice(Walk walk, Slice slice) {
    String key = walk.customer.toString();
    String all = StoreNames.historyPrefix(key);
    String present = StoreNames.historyPrefix(StoreNames.historyKey(key, walk.erasure.life()));
    boolean through = slice(walk, present, slice);
    if (through && walk.cursor.compareTo(present) <= 0) {
      walk.cursor = StoreNames.endOf(present);
    }
    if (through && slice(walk, StoreNames.endOf(all), slice)) {
      end(walk);
    } else if (!walk.kept) {
      rows.putUnderWay(walk.customer);
      walk.kept = true;
    }
  }

  /** Deletes rows from where the walk is up to a key; whether that was reached. */
  private boolean slice(Walk walk, String to, Slice slice) {
    if (walk.cursor.compareTo(to) > 0) {
      return true;
    }
    try (var erased = rows.range(walk.cursor, to)) {
      while (erased.hasNext()) {
        if (!slice.remains()) {
          return false;
        }
        KeyValue<String, byte[]> row = erased.next();
        // What cannot be read goes as well.
        task.row("erasure", row.key, () -> take(walk, row, slice));
        rows.delete(row.key);
        // The very next key that there can be.
        walk.cursor = row.key + '\0';
        slice.took();
      }
      return true;
    }
  }

  private void end(Walk walk) {
    if (walk.kept) {
      rows.deleteUnderWay(walk.customer);
    }
    walks.remove(walk.customer);
    underWay = walks.size();
    walk.tenant.erasing(-1);
    if (walk.tenant.isEmpty()) {
      gone(walk.tenant);
    }
  }

  /** Its last customer is erased: nothing is kept of it, from the same transaction on. */
  private void gone(Tenant tenant) {
    tenants.forget(tenant);
    sweeper.gone(tenant);
    publisher.gone(tenant.name(), task.now());
  }

  /** Takes from a row what is newer than the erasure, and from the counts what is not. */
  private void take(Walk walk, KeyValue<String, byte[]> row, Slice slice) {
    Optional<HistoryKey> parts = HistoryKey.of(row.key);
    if (parts.isEmpty()) {
      return;
    }
    CustomerKey customer = walk.customer;
    Instant at = walk.erasure.at();
    String id = parts.get().id();
    switch (parts.get().kind()) {
      case ACTIVITY ->
          writer.uncount(customer, walk.tenant, ActivityRow.decode(customer, row.value));
      case ENTRY -> {
        LoyaltyEntry entry = EntryRow.decode(customer, id, row.value);
        if (entry.at().isAfter(at)) {
          facts.take(entry, task.now(), slice.origin);
        }
      }
      case ORDER -> take(customer, OrderRow.decode(id, row.value), at, slice);
      case REFUND -> {
        List<OrderState.Refund> refund = List.of(OrderRow.decodeRefund(row.value));
        take(
            customer,
            OrderState.unknown(id).withRefunds(refund, OrderState.FurtherRefunds.NONE),
            at,
            slice);
      }
      case UNTIL -> {
        task.writing();
        rows.disarm(row.key, id, UntilRow.decode(row.value));
      }
      case PAGE -> {}
    }
  }

  private void take(CustomerKey customer, OrderState order, Instant at, Slice slice) {
    for (OrderEvent event : Erasures.newer(customer, order, at)) {
      facts.take(event, task.now(), slice.origin);
      slice.took();
    }
  }
}
