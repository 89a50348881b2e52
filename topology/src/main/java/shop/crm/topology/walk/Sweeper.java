package shop.crm.topology.walk;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Sweep;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.domain.Assessment;
import shop.crm.topology.domain.ScoringContext;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.Membership;
import shop.crm.topology.domain.segment.TenantSegments;
import shop.crm.topology.domain.segment.TenantSegments.Segment;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.stores.WalkRows;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;
import shop.crm.topology.task.WalkTime;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.writer.ChangeCause;
import shop.crm.topology.writer.DecisionWriter;

/**
 * Brings all customers of a tenant to new thresholds, segments, predictions or rules, in slices
 * between the records, from a cursor that survives a restart. New thresholds need only a glance at
 * most rows, other segments only those segments, another model of the future only the segments that
 * follow from it; new rules need each customer computed anew from its orders.
 */
public final class Sweeper {

  /** What is kept of a tenant whom nothing has ever been followed for. */
  private static final Sweep NOTHING = Sweep.done(Sweep.Goal.NONE);

  private final Task task;
  private final CustomerStores stores;
  private final WalkRows progress;
  private final DecisionWriter writer;

  /** So many who were brought first are known; others are brought again with each record. */
  private static final int MOST_AHEAD = 10_000;

  /** The keys of those who were brought to new rules before the walks that are under way came. */
  private final Set<String> ahead = new HashSet<>();

  /** The tenants whose walks are under way. */
  private final SequencedSet<Tenant> walking = new LinkedHashSet<>();

  /** Of one task. */
  public Sweeper(Task task, CustomerStores stores, WalkRows progress, DecisionWriter writer) {
    this.task = task;
    this.stores = stores;
    this.progress = progress;
    this.writer = writer;
  }

  /** Takes up at the start of a task what is not through, or what other rules now ask for. */
  public void resume(Tenants tenants) {
    boolean rulesChanged = bringsTo(tenants.rules());
    tenants
        .all()
        .forEach(tenant -> task.row("sweep", tenant.name(), () -> resume(tenant, rulesChanged)));
  }

  /** Keeps to which rules customers are brought; whether these are others than before. */
  private boolean bringsTo(Settings rules) {
    byte[] current = rules.ofRows().getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> known = progress.rules();
    boolean others = known.isPresent() && !Arrays.equals(known.get(), current);
    if (known.isEmpty() || others) {
      progress.putRules(current);
    }
    return others;
  }

  /** Starts over for the rules that the tenants have just adopted. */
  public void followRules(Tenants tenants) {
    if (bringsTo(tenants.rules())) {
      tenants.all().forEach(tenant -> task.row("sweep", tenant.name(), () -> followRules(tenant)));
    }
  }

  private void followRules(Tenant tenant) {
    ScoringContext now = tenant.scoring();
    Optional<Sweep> under = tenant.sweep();
    long from = under.map(Sweep::from).orElse(now.segments().revision());
    boolean predicting = under.map(Sweep::predicting).orElse(false);
    start(tenant, Sweep.start(tenant.name(), now.goal(), from, true, predicting));
  }

  private void resume(Tenant tenant, boolean rulesChanged) {
    ScoringContext now = tenant.scoring();
    Sweep kept = progress.sweep(tenant.name()).orElse(NOTHING);
    // While a walk is under way the store does not tell what the one before it was to.
    tenant.broughtTo(kept.isDone() ? kept.goal().version() : 0);
    long from = kept.isDone() ? kept.goal().revision() : kept.from();
    boolean predicting = kept.predicting() || predicting(now, kept.goal().predictions());
    if (rulesChanged) {
      start(tenant, Sweep.start(tenant.name(), now.goal(), from, true, predicting));
    } else if (!kept.goal().equals(now.goal())) {
      start(tenant, Sweep.start(tenant.name(), now.goal(), from, kept.full(), predicting));
    } else if (!kept.isDone()) {
      tenant.sweepWith(Optional.of(kept));
      walking.add(tenant);
    }
  }

  private static boolean predicting(ScoringContext now, String before) {
    return now.segments().predict() && !now.predictions().id().equals(before);
  }

  /** Starts over for thresholds, segments or predictions that have just come into force. */
  public void follow(Tenant tenant, ScoringContext before) {
    ScoringContext now = tenant.scoring();
    Optional<Sweep> under = tenant.sweep();
    long from = under.map(Sweep::from).orElse(before.segments().revision());
    boolean full = under.map(Sweep::full).orElse(false);
    boolean predicting =
        under.map(Sweep::predicting).orElse(false) || predicting(now, before.predictions().id());
    Sweep sweep = Sweep.start(tenant.name(), now.goal(), from, full, predicting);
    boolean nothingMoved =
        under.isEmpty()
            && !sweep.bringsSegments()
            && !predicting
            && now.thresholds().monetary().equals(before.thresholds().monetary());
    if (nothingMoved) {
      tenant.broughtTo(sweep.goal().version());
      progress.put(tenant.name(), Sweep.done(sweep.goal()));
    } else {
      start(tenant, sweep);
    }
  }

  private void start(Tenant tenant, Sweep sweep) {
    ahead.clear();
    begin(tenant, sweep);
  }

  private void begin(Tenant tenant, Sweep sweep) {
    tenant.sweepWith(Optional.of(sweep));
    walking.add(tenant);
    progress.put(tenant.name(), sweep);
  }

  /** Goes on with the walks that are under way, for as long as there is time at this tick. */
  public void slice(WalkTime time, long nowMillis) {
    if (!walking.isEmpty()) {
      long start = System.nanoTime();
      time.at(nowMillis).ifPresent(this::slice);
      time.used(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private void slice(TimeBudget budget) {
    boolean through = true;
    while (through && !walking.isEmpty() && budget.remains()) {
      Tenant tenant = walking.getFirst();
      through = slice(tenant, tenant.sweep().orElseThrow(), budget);
    }
  }

  /** Whether the walk is through. */
  private boolean slice(Tenant tenant, Sweep sweep, TimeBudget budget) {
    TenantSegments segments = tenant.scoring().segments();
    List<Segment> changed =
        sweep.predicting()
            ? segments.changedSinceOrPredicting(sweep.from())
            : segments.changedSince(sweep.from());
    int visited = 0;
    try (var rows = stores.customersFrom(tenant.name(), sweep.cursor())) {
      while (rows.hasNext()) {
        var row = rows.next();
        if (!budget.remains()) {
          begin(tenant, sweep.at(row.key));
          tenant.visited(visited);
          return false;
        }
        task.row("sweep", row.key, () -> bring(tenant, sweep, changed, row.key, row.value));
        visited++;
      }
    }
    finish(tenant, sweep);
    return true;
  }

  private void finish(Tenant tenant, Sweep sweep) {
    walking.remove(tenant);
    ahead.clear();
    tenant.broughtTo(sweep.goal().version());
    tenant.sweepWith(Optional.empty());
    progress.put(tenant.name(), Sweep.done(sweep.goal()));
  }

  /** A tenant has no customers here any more: nothing is kept of it. */
  public void gone(Tenant tenant) {
    walking.remove(tenant);
    if (progress.sweep(tenant.name()).isPresent()) {
      progress.deleteSweep(tenant.name());
    }
  }

  /**
   * Keeps nothing of tenants that have no customers here, at the start of a task; which those are.
   */
  public List<String> forgetOthers(Tenants tenants) {
    List<String> others =
        progress.sweptTenants().stream().filter(name -> tenants.find(name).isEmpty()).toList();
    others.forEach(progress::deleteSweep);
    return others;
  }

  /** Goes on behind a customer that is there no more: the cursor must not keep the name. */
  public void erased(Tenant tenant, CustomerKey customer) {
    String key = customer.toString();
    Optional<Sweep> there = tenant.sweep().filter(sweep -> sweep.cursor().equals(key));
    if (there.isEmpty()) {
      return;
    }
    try (var rows = stores.customersFrom(tenant.name(), key)) {
      if (rows.hasNext()) {
        begin(tenant, there.get().at(rows.peekNextKey()));
      } else {
        finish(tenant, there.get());
      }
    }
  }

  /**
   * Brings a customer to new rules before anything else happens to them, if the walk has not come
   * to them yet: half by the old rules and half by the new ones they might move there and back.
   *
   * @param key of the customer's row, if there is one
   */
  public void bringFirst(Tenants tenants, String key) {
    if (walking.isEmpty()) {
      return;
    }
    int slash = Math.max(0, key.indexOf(CustomerKey.SEPARATOR));
    Optional<Tenant> walked = tenants.find(key.substring(0, slash));
    Optional<Sweep> coming =
        walked.flatMap(Tenant::sweep).filter(it -> it.full() && key.compareTo(it.cursor()) >= 0);
    if (coming.isPresent() && !ahead.contains(key)) {
      task.row(
          "sweep",
          key,
          () -> stores.row(key).ifPresent(row -> bringAnew(walked.get(), coming.get(), key, row)));
      if (ahead.size() < MOST_AHEAD) {
        ahead.add(key);
      }
    }
  }

  private void bringAnew(Tenant tenant, Sweep sweep, String key, byte[] row) {
    CustomerKey customer = CustomerKey.parse(key);
    CustomerState stored = stores.decode(key, row);
    CustomerState anew =
        stores
            .recomputed(customer, stored, tenant.scoring().settings(), order -> {})
            // No rule decides on them: the stored ones, for those know their pages.
            .withPurchases(stored.purchases(), stored.spendVersion())
            .withDue(Optional.empty());
    reassess(tenant, sweep, customer, stored, anew, Cause.THRESHOLDS);
  }

  private void bring(Tenant tenant, Sweep sweep, List<Segment> changed, String key, byte[] row) {
    if (sweep.full()) {
      bringAnew(tenant, sweep, key, row);
      return;
    }
    int score = CustomerRow.peekMonetary(row);
    boolean scored =
        score == 0 || score == tenant.scoring().thresholds().score(CustomerRow.peekSpent(row));
    if (!scored) {
      CustomerState stored = stores.decode(key, row);
      reassess(tenant, sweep, CustomerKey.parse(key), stored, stored, Cause.THRESHOLDS);
    } else if (!changed.isEmpty()) {
      CustomerKey customer = CustomerKey.parse(key);
      CustomerState stored = stores.decode(key, row);
      Predictions predictions = tenant.scoring().predictions();
      if (Membership.difference(customer, stored, changed, predictions, task.now()).isPresent()) {
        Cause cause = sweep.predicting() ? Cause.THRESHOLDS : Cause.DEFINITION;
        reassess(tenant, sweep, customer, stored, stored, cause);
      }
    }
  }

  private void reassess(
      Tenant tenant,
      Sweep sweep,
      CustomerKey customer,
      CustomerState stored,
      CustomerState draft,
      Cause cause) {
    writer.write(
        customer,
        tenant,
        Optional.of(stored),
        Assessment.reassess(
            customer,
            Optional.of(stored),
            draft,
            tenant.scoring(),
            cause,
            sweep.from(),
            task.now()),
        ChangeCause.RULES);
  }
}
