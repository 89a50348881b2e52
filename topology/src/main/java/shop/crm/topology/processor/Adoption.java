package shop.crm.topology.processor;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Thresholds;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.SettingsChanges;
import shop.crm.topology.SettingsChanges.Change;
import shop.crm.topology.SettingsChanges.Setting;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.Judgement;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.segment.TenantSegments;

/**
 * Puts thresholds, models and segments in force as the global stores get them, and lets the walks
 * bring each tenant's customers there. It visits those tenants of whom something has changed.
 */
final class Adoption {

  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

  private final CustomerProcessor task;
  private final SettingsStores global;
  private final Sweeper sweeper;
  private final SnapshotPublisher publisher;
  private final SettingsChanges.Follower changes;

  /**
   * For a task whose tenants come after it, and which answers the requests that wait.
   *
   * @param changes of the global stores, from before this is made
   */
  Adoption(
      CustomerProcessor task,
      SettingsStores global,
      Sweeper sweeper,
      SnapshotPublisher publisher,
      SettingsChanges.Follower changes) {
    this.task = task;
    this.global = global;
    this.sweeper = sweeper;
    this.publisher = publisher;
    this.changes = changes;
    global
        .recalculations()
        .forEach(tenant -> changes.lookAt(new Change(Setting.RECALCULATION, tenant)));
  }

  /** Puts in force for a tenant what there is; nobody has to be brought there. */
  void begin(Tenant tenant) {
    Optional<byte[]> thresholds = global.thresholds(tenant.name());
    if (thresholds.isPresent()) {
      tenant.adoptThresholds(thresholds, thresholds(thresholds, Thresholds.NONE));
    }
    tenant.broughtTo(tenant.judgement().thresholds().version());
    TenantSegments segments = global.segments(tenant.name());
    if (segments.revision() > 0) {
      tenant.adoptSegments(segments);
    }
    Optional<byte[]> model = global.model(tenant.name());
    if (model.isPresent()) {
      tenant.adoptModel(model, model(model, Optional.empty()));
    }
    global
        .recalculation(tenant.name())
        .flatMap(RecalculationAnswer::id)
        .ifPresent(tenant::requested);
  }

  /** Puts in force what is new, for as long as there is time at this tick. */
  void follow(Tenants tenants) {
    TimeBudget budget = new TimeBudget();
    while (budget.remains()) {
      Optional<Change> next = changes.next();
      if (next.isEmpty()) {
        return;
      }
      task.step("settings", next.get().tenant(), () -> follow(tenants, next.get()));
    }
  }

  private void follow(Tenants tenants, Change change) {
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
      tenant.adoptThresholds(stored, thresholds(stored, before.thresholds()));
      sweeper.follow(tenant, before);
    }
  }

  private void followModel(Tenant tenant) {
    Optional<byte[]> stored = global.model(tenant.name());
    if (tenant.isModelNews(stored)) {
      Judgement before = tenant.judgement();
      task.writing();
      tenant.adoptModel(stored, model(stored, before.predictions().model()));
      sweeper.follow(tenant, before);
    }
  }

  /** Puts a tenant's segments in force, where they are newer. */
  void followSegments(Tenant tenant) {
    Judgement before = tenant.judgement();
    TenantSegments segments = global.segments(tenant.name());
    if (segments.revision() > before.segments().revision()) {
      task.writing();
      tenant.adoptSegments(segments);
      sweeper.follow(tenant, before);
    }
  }

  /** Whoever wrote thresholds that cannot be read, it must not stop the stream. */
  private static Thresholds thresholds(Optional<byte[]> stored, Thresholds otherwise) {
    try {
      return stored.map(ThresholdsJson::read).orElse(Thresholds.NONE);
    } catch (RuntimeException e) {
      LOG.warn("passing over a record of {}: {}", Topics.RFM_THRESHOLDS, e.getClass().getName());
      return otherwise;
    }
  }

  /** Whoever wrote a model that cannot be read, it must not stop the stream. */
  private static Optional<ClvModel> model(Optional<byte[]> stored, Optional<ClvModel> otherwise) {
    try {
      return stored.map(ClvModelJson::read);
    } catch (IllegalArgumentException e) {
      LOG.warn("passing over a record of {}: {}", Topics.CLV_MODELS, e.getMessage());
      return otherwise;
    }
  }
}
