package shop.crm.topology.walk;

import java.util.Optional;
import shop.crm.topology.domain.ScoringContext;
import shop.crm.topology.inforce.SettingsChanges;
import shop.crm.topology.inforce.SettingsChanges.Change;
import shop.crm.topology.inforce.SettingsInForce;
import shop.crm.topology.inforce.TenantSettings;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.writer.SnapshotPublisher;

/**
 * Puts thresholds, models and segments in force as the global stores get them, and lets the walks
 * bring each tenant's customers there. It visits those tenants of whom something has changed, and
 * takes what was read and compiled before.
 */
public final class SettingsUpdates {

  private final Task task;
  private final SettingsInForce inForce;
  private final Tenants tenants;
  private final Sweeper sweeper;
  private final SnapshotPublisher publisher;
  private final SettingsChanges.Follower changes;

  /**
   * Of one task.
   *
   * @param changes of the global stores, from before the first tenant was looked up
   */
  public SettingsUpdates(
      Task task,
      SettingsInForce inForce,
      Tenants tenants,
      Sweeper sweeper,
      SnapshotPublisher publisher,
      SettingsChanges.Follower changes) {
    this.task = task;
    this.inForce = inForce;
    this.tenants = tenants;
    this.sweeper = sweeper;
    this.publisher = publisher;
    this.changes = changes;
  }

  /** Puts in force what is new, for as long as there is time at this tick. */
  public void follow() {
    TimeBudget budget = new TimeBudget();
    while (budget.remains()) {
      Optional<Change> next = changes.next();
      if (next.isEmpty()) {
        return;
      }
      task.row("settings", next.get().tenant(), () -> follow(next.get()));
    }
  }

  private void follow(Change change) {
    switch (change.setting()) {
      case RECALCULATION -> publisher.requested(change.tenant());
      case THRESHOLDS, MODEL, SEGMENTS -> tenants.find(change.tenant()).ifPresent(this::follow);
    }
  }

  /** Puts in force for a tenant what is there and is not in force yet. */
  public void follow(Tenant tenant) {
    TenantSettings there = inForce.of(tenant.name());
    if (tenant.isNews(there)) {
      ScoringContext before = tenant.scoring();
      task.writing();
      tenant.adopt(there);
      sweeper.follow(tenant, before);
    }
  }
}
