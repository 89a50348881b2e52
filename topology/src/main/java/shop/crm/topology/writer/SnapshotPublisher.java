package shop.crm.topology.writer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.Ids;
import shop.crm.topology.inforce.SettingsStores;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.thresholds.RecalculationAnswer;
import shop.crm.topology.thresholds.SpendSnapshot;

/**
 * Sends each tenant's spend to where thresholds are merged: when it has changed, spaced out, and at
 * once when someone asks for a calculation; and that a tenant has no customers here any more.
 */
public final class SnapshotPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotPublisher.class);

  private final Task task;
  private final Tenants tenants;
  private final SettingsStores global;
  private final Outgoing out;
  private final List<String> gone = new ArrayList<>();

  /** Of one task. */
  public SnapshotPublisher(Task task, Tenants tenants, SettingsStores global, Outgoing out) {
    this.task = task;
    this.tenants = tenants;
    this.global = global;
    this.out = out;
  }

  /** A tenant has no customers here any more: nothing is left of it but to tell that. */
  public void gone(String tenant, Instant at) {
    tenants.toPublish().remove(tenant);
    // A request that waits is answered with it: nobody else would.
    String request = global.recalculation(tenant).flatMap(RecalculationAnswer::id).orElse("");
    send(tenant, SpendSnapshot.ofNobody(task.partition(), request), at);
  }

  /** A tenant had gone before the task started, which tells it at its next tick. */
  public void goneBefore(String tenant) {
    gone.add(tenant);
  }

  /**
   * Answers a request to recalculate, if it still waits. So does a partition where the tenant has
   * no customers: an answer that did not wait for it could leave out customers that it has not told
   * of yet.
   */
  public void requested(String name) {
    Optional<byte[]> request = global.recalculation(name);
    if (request.isEmpty()) {
      return;
    }
    Optional<String> id = RecalculationAnswer.id(request.get()).filter(_ -> Ids.isValid(name));
    if (id.isEmpty()) {
      // Whoever wrote it, it must not stop the stream.
      LOG.warn(
          "passing over a record of {}: not a request to recalculate", Topics.RFM_RECALCULATIONS);
      return;
    }
    Optional<Tenant> tenant = tenants.find(name);
    if (tenant.isPresent()) {
      tenant.get().requested(id.get());
    } else {
      send(name, SpendSnapshot.ofNobody(task.partition(), id.get()), task.now());
    }
  }

  /** Publishes what is due, for as long as there is time at this tick. */
  public void publish(long nowMillis) {
    Instant now = Instant.ofEpochMilli(nowMillis);
    gone.forEach(name -> gone(name, now));
    gone.clear();
    TimeBudget budget = new TimeBudget();
    while (budget.remains()) {
      Optional<String> due = tenants.toPublish().due(nowMillis);
      if (due.isEmpty()) {
        return;
      }
      task.row("spend", due.get(), () -> publish(due.get(), nowMillis));
    }
  }

  private void publish(String tenant, long nowMillis) {
    tenants
        .find(tenant)
        .flatMap(known -> known.publish(task.partition(), nowMillis))
        .ifPresent(snapshot -> send(tenant, snapshot, Instant.ofEpochMilli(nowMillis)));
  }

  private void send(String tenant, SpendSnapshot snapshot, Instant at) {
    out.send(tenant, snapshot.encode(), at, Topics.SPEND_HISTOGRAMS);
  }
}
