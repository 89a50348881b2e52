package shop.crm.topology.walk;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.Sweep;
import shop.crm.topology.domain.Assessment;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.Migrations;
import shop.crm.topology.domain.ScoringContext;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.Membership;
import shop.crm.topology.domain.segment.TenantSegments.Segment;
import shop.crm.topology.live.LiveTasks.AuditReport;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.writer.AuditSums;
import shop.crm.topology.writer.MigrationLedger;

/**
 * Recomputes every customer from its stored orders and every aggregate from its customers, and
 * notes what differs. It walks in slices between the records, on the stream's own thread: so each
 * customer is looked at as a whole, and the sums of the walk are kept up with what changes behind
 * it.
 */
public final class Auditor {

  private static final int MAX_DIFFERENCES = 1_000;

  private final Task task;
  private final CustomerStores stores;
  private final Tenants tenants;
  private final ErasedHistories erased;
  private final MigrationLedger ledger;
  private final DueCustomers due;
  private final AuditSums sums;
  private final Queue<CompletableFuture<AuditReport>> requests = new ConcurrentLinkedQueue<>();
  private Optional<Walk> walk = Optional.empty();

  private static final class Walk {
    final List<CompletableFuture<AuditReport>> askedBy = new ArrayList<>();
    final List<String> differences = new ArrayList<>();
    long customers;
    long orders;

    void differs(String key, String what) {
      if (differences.size() < MAX_DIFFERENCES) {
        differences.add(key + ": " + what);
      }
    }
  }

  /** The auditor of one task, which reads its stores. */
  public Auditor(
      Task task,
      CustomerStores stores,
      Tenants tenants,
      ErasedHistories erased,
      MigrationLedger ledger,
      DueCustomers due,
      AuditSums sums) {
    this.task = task;
    this.stores = stores;
    this.tenants = tenants;
    this.erased = erased;
    this.ledger = ledger;
    this.due = due;
    this.sums = sums;
  }

  /** Asks for an audit; from any thread. */
  public CompletableFuture<AuditReport> request() {
    CompletableFuture<AuditReport> report = new CompletableFuture<>();
    requests.add(report);
    return report;
  }

  /** The task ends: whoever waits for an audit hears of it. */
  public void stop() {
    Queue<CompletableFuture<AuditReport>> open = new ArrayDeque<>(requests);
    walk.ifPresent(current -> open.addAll(current.askedBy));
    open.forEach(
        report ->
            report.completeExceptionally(
                new CancellationException("partition " + task.partition() + " moved away")));
  }

  /** Goes on with the audit that was asked for, for as long as there is time at this tick. */
  public void slice() {
    if (walk.isEmpty() && !requests.isEmpty()) {
      walk = Optional.of(new Walk());
      sums.begin();
    }
    walk.ifPresent(this::slice);
  }

  private void slice(Walk current) {
    for (var asked = requests.poll(); asked != null; asked = requests.poll()) {
      current.askedBy.add(asked);
    }
    TimeBudget budget = new TimeBudget();
    NavigableSet<String> going = erased.customers();
    String from = sums.cursor();
    try (var rows = stores.customersAt(from)) {
      while (rows.hasNext()) {
        var row = rows.next();
        going.subSet(from, row.key).forEach(key -> countErased(key));
        from = row.key;
        if (!budget.remains()) {
          sums.standsAt(row.key);
          return;
        }
        if (!task.row("audit", row.key, () -> check(current, row.key, row.value))) {
          current.differs(row.key, "cannot be read");
        }
        if (going.remove(row.key)) {
          countErased(row.key);
        }
      }
    }
    going.tailSet(from).forEach(key -> countErased(key));
    finish(current);
  }

  /** Moves of an erased customer count until the rows that tell of them are deleted. */
  private void countErased(String key) {
    task.row(
        "audit",
        StoreNames.erasingKey(key),
        () -> {
          CustomerKey customer = CustomerKey.parse(key);
          Migrations migrations = sums.migrations(customer.tenant());
          String present =
              stores.customer(customer).map(it -> StoreNames.historyKey(key, it.life())).orElse("");
          erased.lives(customer).stream()
              .filter(life -> !life.equals(present))
              .forEach(life -> stores.activities(customer, life, row -> migrations.count(row, 1)));
        });
  }

  private void check(Walk current, String key, byte[] row) {
    CustomerState stored = stores.decode(key, row);
    CustomerKey customer = CustomerKey.parse(key);
    List<Activity> activities = new ArrayList<>();
    stores.activities(customer, StoreNames.historyKey(key, stored.life()), activities::addAll);
    Tenant tenant = tenants.get(customer.tenant());
    Settings rules = tenant.scoring().settings();
    AtomicLong orders = new AtomicLong();
    CustomerState expected =
        stores.recomputed(customer, stored, rules, order -> orders.incrementAndGet());
    compare(current, key, "orders", expected.purchases(), stored.purchases());
    if (tenant.sweep().filter(Sweep::full).isEmpty()) {
      checkLoyalty(current, key, rules.loyalty(), expected.loyalty(), stored.loyalty());
    }
    if (tenant.sweep().isEmpty()) {
      checkStanding(current, key, expected, stored, tenant);
      checkSegments(current, customer, stored, tenant);
    }
    if (!stores.isArmed(customer, stored)) {
      current.differs(key, "armed for " + stored.due().orElseThrow() + ", but not in the index");
    }
    current.customers++;
    current.orders += orders.get();
    sums.aggregates(tenant.name()).move(Optional.empty(), Optional.of(stored));
    sums.migrations(tenant.name()).count(activities, 1);
  }

  /** By the rules in force, once all customers have been brought to them. */
  private static void checkLoyalty(
      Walk current, String key, LoyaltyRules rules, Loyalty expected, Loyalty stored) {
    compare(current, key, "points", expected.points(), stored.points());
    compare(current, key, "tier points", expected.tierPoints(), stored.tierPoints());
    compare(current, key, "tier", rules.tier(expected.tierPoints()), stored.tier());
  }

  /** Time has been followed up to the last tick, by this customer's own facts perhaps further. */
  private void checkStanding(
      Walk current, String key, CustomerState expected, CustomerState stored, Tenant tenant) {
    Optional<Standing> atTick = standing(expected, tenant, due.drainedUntil());
    Optional<Standing> atNow = standing(expected, tenant, task.now());
    if (!stored.standing().equals(atTick) && !stored.standing().equals(atNow)) {
      compare(current, key, "scores", atNow, stored.standing());
    }
  }

  private Optional<Standing> standing(CustomerState state, Tenant tenant, Instant at) {
    ScoringContext scoring = tenant.scoring();
    return Assessment.standing(state.purchases(), scoring.settings(), scoring.thresholds(), at);
  }

  private void checkSegments(
      Walk current, CustomerKey customer, CustomerState stored, Tenant tenant) {
    List<Segment> segments = tenant.scoring().segments().all();
    Instant atTick = due.drainedUntil();
    Predictions predictions = tenant.scoring().predictions();
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
    for (Tenant tenant : tenants.all()) {
      if (!tenant.agreesWith(sums.aggregates(tenant.name()))) {
        current.differs(tenant.name(), "aggregates are not the sum over the customers");
      }
      Map<Integer, DayMigrations> moves = sums.migrations(tenant.name()).all();
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
    sums.end();
    current.askedBy.forEach(asked -> asked.complete(report));
  }
}
