package shop.crm.topology.processor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.event.ChangeEvent.Cause;
import shop.crm.schemas.event.Thresholds;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.CustomerState;
import shop.crm.topology.domain.Assessment;
import shop.crm.topology.domain.Customers;
import shop.crm.topology.domain.Settings;

/**
 * Brings all customers of a tenant to new thresholds or rules, in slices between the records, from
 * a cursor that survives a restart. New thresholds need only a glance at most rows; new rules need
 * each customer computed anew from its orders.
 */
final class Sweeper {

  private final CustomerProcessor task;
  private final CustomerStores stores;
  private final Settings rules;

  Sweeper(CustomerProcessor task, CustomerStores stores, Settings rules) {
    this.task = task;
    this.stores = stores;
    this.rules = rules;
  }

  /** Takes up at the start of a task what is not through, or what other rules now ask for. */
  void resume(Collection<Tenant> tenants) {
    byte[] current = rules.toString().getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> known = stores.rules();
    boolean rulesChanged = known.isPresent() && !Arrays.equals(known.get(), current);
    if (known.isEmpty() || rulesChanged) {
      stores.putRules(current);
    }
    for (Tenant tenant : tenants) {
      long version = tenant.thresholds().version();
      Optional<Sweep> kept = stores.sweep(tenant.name());
      if (rulesChanged) {
        begin(tenant, Sweep.start(tenant.name(), version, true));
      } else if (kept.isPresent() && kept.get().version() == version) {
        kept.filter(sweep -> !sweep.done()).ifPresent(sweep -> tenant.sweepWith(kept));
      } else if (version > 0) {
        boolean full = kept.filter(sweep -> !sweep.done()).map(Sweep::full).orElse(false);
        begin(tenant, Sweep.start(tenant.name(), version, full));
      }
    }
  }

  /** Starts over for thresholds that have just come into force. */
  void follow(Tenant tenant, Thresholds before) {
    long version = tenant.thresholds().version();
    boolean full = tenant.sweep().map(Sweep::full).orElse(false);
    Sweep sweep = Sweep.start(tenant.name(), version, full);
    boolean nothingMoved =
        tenant.sweep().isEmpty() && tenant.thresholds().monetary().equals(before.monetary());
    if (nothingMoved) {
      stores.put(tenant.name(), sweep.finished());
    } else {
      begin(tenant, sweep);
    }
  }

  private void begin(Tenant tenant, Sweep sweep) {
    tenant.sweepWith(Optional.of(sweep));
    stores.put(tenant.name(), sweep);
  }

  /** Goes on with every walk that is under way, for one slice in all. */
  void slice(Collection<Tenant> tenants) {
    TimeBudget budget = new TimeBudget();
    for (Tenant tenant : tenants) {
      if (tenant.sweep().isPresent() && budget.remains()) {
        slice(tenant, tenant.sweep().get(), budget);
      }
    }
  }

  private void slice(Tenant tenant, Sweep sweep, TimeBudget budget) {
    try (var rows = stores.customersFrom(tenant.name(), sweep.cursor())) {
      while (rows.hasNext()) {
        var row = rows.next();
        if (!budget.remains()) {
          begin(tenant, sweep.at(row.key));
          return;
        }
        bring(tenant, sweep, row.key, row.value);
      }
    }
    finish(tenant, sweep);
  }

  private void finish(Tenant tenant, Sweep sweep) {
    tenant.sweepWith(Optional.empty());
    stores.put(tenant.name(), sweep.finished());
  }

  /** Goes on behind a customer that is there no more: the cursor must not keep the name. */
  void erased(Tenant tenant, String key) {
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

  private void bring(Tenant tenant, Sweep sweep, String key, byte[] row) {
    if (sweep.full()) {
      CustomerState stored = CustomerRow.decode(row);
      reassess(
          tenant,
          key,
          stored,
          Customers.recomputed(
                  stored, stores.orders(key), stores.entries(CustomerKey.parse(key)), rules)
              .withDue(Optional.empty()));
      return;
    }
    int score = CustomerRow.peekMonetary(row);
    if (score != 0 && score != tenant.thresholds().score(CustomerRow.peekSpent(row))) {
      CustomerState stored = CustomerRow.decode(row);
      reassess(tenant, key, stored, stored);
    }
  }

  private void reassess(Tenant tenant, String key, CustomerState stored, CustomerState draft) {
    task.apply(
        key,
        tenant,
        Optional.of(stored),
        Assessment.reassess(
            CustomerKey.parse(key),
            draft,
            rules,
            tenant.thresholds(),
            Cause.THRESHOLDS,
            task.now()));
  }
}
