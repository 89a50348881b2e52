package shop.crm.topology.walk;

import java.util.Optional;
import shop.crm.topology.domain.Judgement;
import shop.crm.topology.domain.segment.TenantSegments;
import shop.crm.topology.inforce.SettingsChanges;
import shop.crm.topology.inforce.SettingsChanges.Change;
import shop.crm.topology.inforce.SettingsChanges.Setting;
import shop.crm.topology.inforce.SettingsStores;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.writer.SnapshotPublisher;

/**
 * Puts thresholds, models and segments in force as the global stores get them, and lets the walks
 * bring each tenant's customers there. It visits those tenants of whom something has changed.
 */
public final class Adoption {

  private final Task task;
  private final SettingsStores global;
  private final Tenants tenants;
  private final Sweeper sweeper;
  private final SnapshotPublisher publisher;
  private final SettingsChanges.Follower changes;

  /**
   * Of one task, which answers the requests that wait already.
   *
   * @param changes of the global stores, from before this is made
   */
  public Adoption(
      Task task,
      SettingsStores global,
      Tenants tenants,
      Sweeper sweeper,
      SnapshotPublisher publisher,
      SettingsChanges.Follower changes) {
    this.task = task;
    this.global = global;
    this.tenants = tenants;
    this.sweeper = sweeper;
    this.publisher = publisher;
    this.changes = changes;
    global
        .recalculations()
        .forEach(tenant -> changes.lookAt(new Change(Setting.RECALCULATION, tenant)));
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
    Optional<Tenant> tenant = tenants.find(change.tenant());
    switch (change.setting()) {
      case RECALCULATION -> publisher.requested(change.tenant());
      case THRESHOLDS -> tenant.ifPresent(this::followThresholds);
      case MODEL -> tenant.ifPresent(this::followModel);
      case SEGMENTS -> tenant.ifPresent(this::followSegments);
    }
  }

  private void followThresholds(Tenant tenant) {
    Optional<byte[]> stored = global.thresholds(tenant.name());
    if (tenant.isThresholdsNews(stored)) {
      Judgement before = tenant.judgement();
      task.writing();
      tenant.adoptThresholds(stored, SettingsStores.thresholds(stored, before.thresholds()));
      sweeper.follow(tenant, before);
    }
  }

  private void followModel(Tenant tenant) {
    Optional<byte[]> stored = global.model(tenant.name());
    if (tenant.isModelNews(stored)) {
      Judgement before = tenant.judgement();
      task.writing();
      tenant.adoptModel(stored, SettingsStores.model(stored, before.predictions().model()));
      sweeper.follow(tenant, before);
    }
  }

  /** Puts a tenant's segments in force, where they are newer. */
  public void followSegments(Tenant tenant) {
    Judgement before = tenant.judgement();
    TenantSegments segments = global.segments(tenant.name());
    if (segments.revision() > before.segments().revision()) {
      task.writing();
      tenant.adoptSegments(segments);
      sweeper.follow(tenant, before);
    }
  }
}
