package shop.crm.topology.writer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.domain.Migrations;
import shop.crm.topology.domain.RunningAggregates;
import shop.crm.topology.domain.TenantCalendar;

/**
 * An audit's own sums over the customers that it has passed. An audit goes through all customers in
 * slices: what changes meanwhile behind its cursor is taken along here, so that in the end the sums
 * are those of one moment.
 */
public final class AuditSums {

  private final TenantCalendar calendar;
  private final Map<String, RunningAggregates> aggregates = new HashMap<>();
  private final Map<String, Migrations> migrations = new HashMap<>();

  /** The row at which the audit under way goes on; below it all are counted. */
  private Optional<String> cursor = Optional.empty();

  /** Of no audit yet. */
  public AuditSums(TenantCalendar calendar) {
    this.calendar = calendar;
  }

  /** An audit begins: nobody is counted. */
  public void begin() {
    aggregates.clear();
    migrations.clear();
    cursor = Optional.of("");
  }

  /** The audit is through: nothing is taken along any more. */
  public void end() {
    cursor = Optional.empty();
  }

  /** Where the audit goes on. */
  public String cursor() {
    return cursor.orElse("");
  }

  /** The audit stands at that row, whose customer is not counted. */
  public void standsAt(String rowKey) {
    cursor = Optional.of(rowKey);
  }

  /** A customer changed. */
  public void moved(
      CustomerKey customer, Optional<CustomerState> before, Optional<CustomerState> after) {
    if (isCounted(customer)) {
      aggregates(customer.tenant()).move(before, after);
    }
  }

  /** A customer's history grew, or went. */
  public void counted(CustomerKey customer, List<Activity> activities, long by) {
    if (isCounted(customer)) {
      migrations(customer.tenant()).count(activities, by);
    }
  }

  private boolean isCounted(CustomerKey customer) {
    return cursor.isPresent() && customer.toString().compareTo(cursor.get()) < 0;
  }

  /** The aggregates of a tenant's customers that were passed. */
  public RunningAggregates aggregates(String tenant) {
    return aggregates.computeIfAbsent(tenant, _ -> new RunningAggregates(calendar));
  }

  /** The moves between RFM segments in the histories of a tenant's customers that were passed. */
  public Migrations migrations(String tenant) {
    return migrations.computeIfAbsent(tenant, _ -> new Migrations(calendar));
  }
}
