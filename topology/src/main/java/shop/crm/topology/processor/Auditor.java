package shop.crm.topology.processor;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Stores;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.DayMigrations;
import shop.crm.topology.LiveTasks.AuditReport;
import shop.crm.topology.domain.Assessment;
import shop.crm.topology.domain.Migrations;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.Tallies;
import shop.crm.topology.domain.TenantCalendar;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.Membership;
import shop.crm.topology.domain.segment.TenantSegments.Segment;

/**
 * Recomputes every customer from its stored orders and every tally from its customers, and notes
 * what differs. It walks in slices between the records, on the stream's own thread: so each
 * customer is looked at as a whole, and the sums of the walk are kept up with what changes behind
 * it.
 */
final class Auditor {

  private static final int MAX_DIFFERENCES = 1_000;

  private final CustomerProcessor task;
  private final CustomerStores stores;
  private final Settings rules;
  private final Eraser eraser;
  private final MigrationLedger ledger;
  private final TenantCalendar calendar;
  private final Queue<CompletableFuture<AuditReport>> requests = new ConcurrentLinkedQueue<>();
  private Optional<Walk> walk = Optional.empty();

  private static final class Walk {
    final TenantCalendar calendar;
    final List<CompletableFuture<AuditReport>> askedBy = new ArrayList<>();
    final Map<String, Tallies> tallies = new HashMap<>();
    final Map<String, Migrations> migrations = new HashMap<>();
    final List<String> differences = new ArrayList<>();
    String cursor = "";
    long customers;
    long orders;

    Walk(TenantCalendar calendar) {
      this.calendar = calendar;
    }

    Tallies tallies(String tenant) {
      return tallies.computeIfAbsent(tenant, absent -> new Tallies(calendar));
    }

    Migrations migrations(String tenant) {
      return migrations.computeIfAbsent(tenant, absent -> new Migrations(calendar));
    }

    void differs(String key, String what) {
      if (differences.size() < MAX_DIFFERENCES) {
        differences.add(key + ": " + what);
      }
    }
  }

  Auditor(
      CustomerProcessor task,
      CustomerStores stores,
      Eraser eraser,
      MigrationLedger ledger,
      TenantCalendar calendar) {
    this.task = task;
    this.stores = stores;
    this.rules = task.settings().rules();
    this.eraser = eraser;
    this.ledger = ledger;
    this.calendar = calendar;
  }

  CompletableFuture<AuditReport> request() {
    CompletableFuture<AuditReport> report = new CompletableFuture<>();
    requests.add(report);
    return report;
  }

  void stop() {
    Queue<CompletableFuture<AuditReport>> open = new ArrayDeque<>(requests);
    walk.ifPresent(current -> open.addAll(current.askedBy));
    open.forEach(
        report ->
            report.completeExceptionally(
                new CancellationException("partition " + task.partition() + " moved away")));
  }

  /** A customer changed: behind the cursor its sums are taken along. */
  void moved(
      String key, Tenant tenant, Optional<CustomerState> before, Optional<CustomerState> after) {
    if (walk.isPresent() && key.compareTo(walk.get().cursor) < 0) {
      walk.get().tallies(tenant.name()).move(before, after);
    }
  }

  /** A customer's history grew, or went: behind the cursor its moves are taken along. */
  void told(String key, Tenant tenant, List<Activity> activities, long by) {
    if (walk.isPresent() && key.compareTo(walk.get().cursor) < 0) {
      walk.get().migrations(tenant.name()).count(activities, by);
    }
  }

  void slice() {
    if (walk.isEmpty() && !requests.isEmpty()) {
      walk = Optional.of(new Walk(calendar));
    }
    walk.ifPresent(this::slice);
  }

  private void slice(Walk current) {
    for (var asked = requests.poll(); asked != null; asked = requests.poll()) {
      current.askedBy.add(asked);
    }
    TimeBudget budget = new TimeBudget();
    NavigableSet<String> erased = eraser.ids();
    String from = current.cursor;
    try (var rows = stores.customersAt(current.cursor)) {
      while (rows.hasNext()) {
        var row = rows.next();
        erased.subSet(from, row.key).forEach(key -> countErased(current, key));
        from = row.key;
        if (!budget.remains()) {
          current.cursor = row.key;
          return;
        }
        if (!task.step("audit", row.key, () -> check(current, row.key, row.value))) {
          current.differs(row.key, "cannot be read");
        }
        if (erased.remove(row.key)) {
          countErased(current, row.key);
        }
      }
    }
    erased.tailSet(from).forEach(key -> countErased(current, key));
    finish(current);
  }

  /** Moves of an erased customer count until the rows that tell of them are deleted. */
  private void countErased(Walk current, String key) {
    task.step(
        "audit",
        Stores.erasingKey(key),
        () -> {
          CustomerKey customer = CustomerKey.parse(key);
          Migrations migrations = current.migrations(customer.tenant());
          String present =
              stores.customer(key).map(it -> Stores.historyKey(key, it.life())).orElse("");
          eraser.lives(key).stream()
              .filter(life -> !life.equals(present))
              .forEach(life -> stores.activities(customer, life, row -> migrations.count(row, 1)));
        });
  }

  private void check(Walk current, String key, byte[] row) {
    CustomerState stored = stores.decode(key, row);
    CustomerKey customer = CustomerKey.parse(key);
    List<Activity> activities = new ArrayList<>();
    stores.activities(customer, Stores.historyKey(key, stored.life()), activities::addAll);
    Tenant tenant = task.tenant(customer.tenant());
    AtomicLong orders = new AtomicLong();
    CustomerState expected =
        stores.recomputed(key, stored, rules, order -> orders.incrementAndGet());
    compare(current, key, "orders", expected.purchases(), stored.purchases());
    compare(current, key, "points", expected.loyalty().points(), stored.loyalty().points());
    compare(
        current,
        key,
        "tier points",
        expected.loyalty().tierPoints(),
        stored.loyalty().tierPoints());
    compare(
        current,
        key,
        "tier",
        rules.loyalty().tier(expected.loyalty().tierPoints()),
        stored.loyalty().tier());
    if (tenant.sweep().isEmpty()) {
      checkStanding(current, key, expected, stored, tenant);
      checkSegments(current, customer, stored, tenant);
    }
    if (!stores.isArmed(key, stored)) {
      current.differs(key, "armed for " + stored.due().orElseThrow() + ", but not in the index");
    }
    current.customers++;
    current.orders += orders.get();
    current.tallies(tenant.name()).move(Optional.empty(), Optional.of(stored));
    current.migrations(tenant.name()).count(activities, 1);
  }

  /** Time has been followed up to the last tick, by this customer's own facts perhaps further. */
  private void checkStanding(
      Walk current, String key, CustomerState expected, CustomerState stored, Tenant tenant) {
    Optional<Standing> atTick =
        standing(expected, tenant, Instant.ofEpochMilli(task.drainedUntil()));
    Optional<Standing> atNow = standing(expected, tenant, task.now());
    if (!stored.standing().equals(atTick) && !stored.standing().equals(atNow)) {
      compare(current, key, "scores", atNow, stored.standing());
    }
  }

  private Optional<Standing> standing(CustomerState state, Tenant tenant, Instant at) {
    return Assessment.standing(state.purchases(), rules, tenant.judgement().thresholds(), at);
  }

  private void checkSegments(
      Walk current, CustomerKey customer, CustomerState stored, Tenant tenant) {
    List<Segment> segments = tenant.judgement().segments().all();
    Instant atTick = Instant.ofEpochMilli(task.drainedUntil());
    Predictions predictions = tenant.judgement().predictions();
    if (Membership.difference(customer, stored, segments, predictions, atTick).isPresent()) {
      Membership.difference(customer, stored, segments, predictions, task.now())
          .ifPresent(what -> current.differs(customer.toString(), what));
    }
  }

  private static void compare(
      Walk current, String key, String what, Object expected, Object stored) {
    if (!expected.equals(stored)) {
      current.differs(key, what + " stored as " + stored + ", from facts " + expected);
    }
  }

  private void finish(Walk current) {
    for (Tenant tenant : task.tenants().all()) {
      if (!tenant.agreesWith(current.tallies(tenant.name()))) {
        current.differs(tenant.name(), "tallies are not the sum over the customers");
      }
      Map<Integer, DayMigrations> moves = current.migrations(tenant.name()).all();
      if (!tenant.migrations().equals(moves)) {
        current.differs(tenant.name(), "moves between segments are not those of the histories");
      }
      ledger
          .difference(tenant.name(), moves)
          .ifPresent(what -> current.differs(tenant.name(), what));
    }
    AuditReport report =
        new AuditReport(
            task.partition(), current.customers, current.orders, List.copyOf(current.differences));
    walk = Optional.empty();
    current.askedBy.forEach(asked -> asked.complete(report));
  }
}
