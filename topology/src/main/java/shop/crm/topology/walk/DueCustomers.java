package shop.crm.topology.walk;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.domain.Assessment;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.writer.ChangeCause;
import shop.crm.topology.writer.DecisionWriter;

/**
 * Follows time: takes customers off the due index when their time has come. The cost follows those
 * who are due, not those who exist.
 */
public final class DueCustomers {

  private final Task task;
  private final CustomerStores stores;
  private final Tenants tenants;
  private final DecisionWriter writer;
  private final Sweeper sweeper;

  /** Below it the index is empty: a scan from the very head would pass over tombstones. */
  private long lowWater;

  private long drainedUntil;

  /** The due index of one task, and what happens when it fires. */
  public DueCustomers(
      Task task, CustomerStores stores, Tenants tenants, DecisionWriter writer, Sweeper sweeper) {
    this.task = task;
    this.stores = stores;
    this.tenants = tenants;
    this.writer = writer;
    this.sweeper = sweeper;
  }

  /** Takes those who are due, for as long as there is time at this tick. */
  public void drain(long nowMillis) {
    if (nowMillis < drainedUntil) {
      // The clock was set back: what was armed since may lie below the mark.
      lowWater = Math.min(lowWater, nowMillis);
    }
    TimeBudget budget = new TimeBudget();
    try (var rows = stores.due(lowWater, nowMillis)) {
      while (rows.hasNext()) {
        String dueKey = rows.next().key;
        sweeper.bringFirst(tenants, StoreNames.dueCustomer(dueKey));
        boolean fired = task.row("time", dueKey, () -> fire(dueKey));
        if (fired && !budget.remains()) {
          lowWater = StoreNames.dueMillis(dueKey);
          return;
        }
      }
    }
    lowWater = nowMillis;
    drainedUntil = nowMillis;
  }

  /** Up to when all customers have followed time. */
  public Instant drainedUntil() {
    return Instant.ofEpochMilli(drainedUntil);
  }

  private void fire(String dueKey) {
    CustomerKey customer = CustomerKey.parse(StoreNames.dueCustomer(dueKey));
    Instant at = Instant.ofEpochMilli(StoreNames.dueMillis(dueKey));
    Optional<CustomerState> stored = stores.customer(customer);
    if (!stored.flatMap(CustomerState::due).equals(Optional.of(at))) {
      stores.disarm(dueKey);
      return;
    }
    Tenant tenant = tenants.get(customer.tenant());
    CustomerState disarmed = stored.get().withDue(Optional.empty());
    writer.write(
        customer,
        tenant,
        stored,
        Assessment.reassess(customer, stored, disarmed, tenant.scoring(), Cause.TIME, task.now()),
        new ChangeCause.Due(at));
  }
}
