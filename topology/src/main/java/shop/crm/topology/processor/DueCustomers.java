package shop.crm.topology.processor;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Stores;
import shop.crm.schemas.event.ChangeEvent.Cause;
import shop.crm.schemas.state.CustomerState;
import shop.crm.topology.domain.Assessment;

/**
 * Follows time: takes customers off the due index when their time has come. The cost follows those
 * who are due, not those who exist.
 */
final class DueCustomers {

  private final CustomerProcessor task;
  private final CustomerStores stores;

  /** Below it the index is empty: a scan from the very head would pass over tombstones. */
  private long lowWater;

  private long drainedUntil;

  DueCustomers(CustomerProcessor task, CustomerStores stores) {
    this.task = task;
    this.stores = stores;
  }

  void drain(long nowMillis) {
    if (nowMillis < drainedUntil) {
      // The clock was set back: what was armed since may lie below the mark.
      lowWater = Math.min(lowWater, nowMillis);
    }
    TimeBudget budget = new TimeBudget();
    try (var rows = stores.due(lowWater, nowMillis)) {
      while (rows.hasNext()) {
        String dueKey = rows.next().key;
        boolean fired = task.step("time", dueKey, () -> fire(dueKey));
        task.causedBy(Origin.RULES);
        if (fired && !budget.remains()) {
          lowWater = Stores.dueMillis(dueKey);
          return;
        }
      }
    }
    lowWater = nowMillis;
    drainedUntil = nowMillis;
  }

  long drainedUntil() {
    return drainedUntil;
  }

  private void fire(String dueKey) {
    String key = Stores.dueCustomer(dueKey);
    long at = Stores.dueMillis(dueKey);
    Optional<CustomerState> stored = stores.customer(key);
    if (!stored.flatMap(CustomerState::due).equals(Optional.of(Instant.ofEpochMilli(at)))) {
      stores.disarm(dueKey);
      return;
    }
    CustomerKey customer = CustomerKey.parse(key);
    Tenant tenant = task.tenant(customer.tenant());
    CustomerState disarmed = stored.get().withDue(Optional.empty());
    task.causedBy(new Origin.Due(Instant.ofEpochMilli(at)));
    task.apply(
        key,
        tenant,
        stored,
        Assessment.reassess(
            customer, stored, disarmed, tenant.judgement(), Cause.TIME, task.now()));
  }
}
