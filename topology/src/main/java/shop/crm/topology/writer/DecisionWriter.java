package shop.crm.topology.writer;

import java.util.List;
import java.util.Optional;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.topic.CustomerSeenJson;
import shop.crm.topology.domain.Decision;
import shop.crm.topology.domain.Erasures;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.stores.RowTooLarge;
import shop.crm.topology.task.Task;
import shop.crm.topology.tenant.Tenant;

/**
 * The one place that carries out what was decided about a customer: writes the rows, keeps what is
 * counted in memory up with them, and publishes the changes.
 */
public final class DecisionWriter {

  private final Task task;
  private final CustomerStores stores;
  private final MigrationLedger migrations;
  private final StatePublisher states;
  private final AuditSums audit;
  private final Outgoing out;

  /** Of one task. */
  public DecisionWriter(
      Task task,
      CustomerStores stores,
      MigrationLedger migrations,
      StatePublisher states,
      AuditSums audit,
      Outgoing out) {
    this.task = task;
    this.stores = stores;
    this.migrations = migrations;
    this.states = states;
    this.audit = audit;
    this.out = out;
  }

  /**
   * Carries out a decision.
   *
   * @param before the customer as stored so far
   * @param origin what brings the changes about
   * @throws RowTooLarge if it would make a row larger than rows may be; nothing is written then
   */
  public void write(
      CustomerKey customer,
      Tenant tenant,
      Optional<CustomerState> before,
      Decision decision,
      ChangeCause origin) {
    CustomerStores.Writes writes = stores.writes(customer, before, decision);
    task.writing();
    move(customer, tenant, before, Optional.of(decision.state()));
    stores.put(writes);
    count(customer, tenant, decision.activities(), 1);
    out.send(customer, decision.changes(), origin);
    decision
        .seenSince()
        .map(since -> new CustomerSeen(customer, since))
        .ifPresent(
            seen ->
                out.send(
                    customer.toString(),
                    CustomerSeenJson.write(seen),
                    task.now(),
                    Topics.SIGHTINGS));
  }

  /** Deletes a customer but for the history. Whoever comes instead is another decision. */
  public void erase(
      CustomerKey customer,
      Tenant tenant,
      Optional<CustomerState> before,
      Erasures.Outcome outcome,
      ChangeCause origin) {
    task.writing();
    move(customer, tenant, before, Optional.empty());
    stores.erase(customer, before, outcome.erasure());
    out.send(customer, outcome.changes(), origin);
  }

  /** Takes from the counts what tells of an erased customer, as its row goes. */
  public void uncount(CustomerKey customer, Tenant tenant, List<Activity> activities) {
    task.writing();
    count(customer, tenant, activities, -1);
  }

  /**
   * The pages of both states must still be there: figures and published states follow from them.
   */
  private void move(
      CustomerKey customer,
      Tenant tenant,
      Optional<CustomerState> before,
      Optional<CustomerState> after) {
    tenant.move(customer.customer(), before, after);
    audit.moved(customer, before, after);
    states.moved(customer, tenant, before, after);
  }

  private void count(CustomerKey customer, Tenant tenant, List<Activity> activities, long by) {
    migrations.count(tenant, activities, by);
    audit.counted(customer, activities, by);
  }
}
