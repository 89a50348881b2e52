package shop.crm.topology.processor;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Thresholds;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.Judgement;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.segment.TenantSegments;

/**
 * Puts thresholds, models and segments in force as the global stores get them, and lets the walks
 * bring each tenant's customers there.
 */
final class Adoption {

  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

  private final CustomerProcessor task;
  private final SettingsStores global;
  private final Sweeper sweeper;
  private final AtomicLong segmentChanges;
  private long segmentChangesSeen;

  /**
   * For a task whose tenants come after it.
   *
   * @param segmentChanges grows when the global store of segments has changed
   */
  Adoption(
      CustomerProcessor task, SettingsStores global, Sweeper sweeper, AtomicLong segmentChanges) {
    this.task = task;
    this.global = global;
    this.sweeper = sweeper;
    this.segmentChanges = segmentChanges;
    this.segmentChangesSeen = segmentChanges.get();
  }

  /** Puts in force for a tenant what there is; nobody has to be brought there. */
  void begin(Tenant tenant) {
    global
        .thresholds(tenant.name())
        .ifPresent(stored -> tenant.adopt(stored, thresholds(stored, Thresholds.NONE)));
    tenant.adopt(global.segments(tenant.name()));
    Optional<byte[]> stored = global.model(tenant.name());
    tenant.adopt(stored, model(stored, Optional.empty()));
  }

  /** Puts in force what is new. */
  void follow(Collection<Tenant> tenants) {
    tenants.forEach(this::followThresholds);
    tenants.forEach(this::followModel);
    long changes = segmentChanges.get();
    if (changes != segmentChangesSeen) {
      segmentChangesSeen = changes;
      tenants.forEach(tenant -> task.step("segments", tenant.name(), () -> followSegments(tenant)));
    }
  }

  private void followThresholds(Tenant tenant) {
    Optional<byte[]> stored = global.thresholds(tenant.name());
    if (stored.isPresent() && tenant.isNews(stored.get())) {
      task.step("thresholds", tenant.name(), () -> followThresholds(tenant, stored.get()));
    }
  }

  private void followThresholds(Tenant tenant, byte[] stored) {
    Judgement before = tenant.judgement();
    tenant.adopt(stored, thresholds(stored, before.thresholds()));
    sweeper.follow(tenant, before);
  }

  private void followModel(Tenant tenant) {
    Optional<byte[]> stored = global.model(tenant.name());
    if (tenant.isNews(stored)) {
      task.step("model", tenant.name(), () -> followModel(tenant, stored));
    }
  }

  private void followModel(Tenant tenant, Optional<byte[]> stored) {
    Judgement before = tenant.judgement();
    tenant.adopt(stored, model(stored, before.predictions().model()));
    sweeper.follow(tenant, before);
  }

  /** Puts a tenant's segments in force, where they are newer. */
  void followSegments(Tenant tenant) {
    Judgement before = tenant.judgement();
    TenantSegments segments = global.segments(tenant.name());
    if (segments.revision() > before.segments().revision()) {
      tenant.adopt(segments);
      sweeper.follow(tenant, before);
    }
  }

  /** Whoever wrote thresholds that cannot be read, it must not stop the stream. */
  private static Thresholds thresholds(byte[] stored, Thresholds otherwise) {
    try {
      return Thresholds.fromJson(stored);
    } catch (RuntimeException e) {
      LOG.warn("passing over a record of {}: {}", Topics.RFM_THRESHOLDS, e.getClass().getName());
      return otherwise;
    }
  }

  /** Whoever wrote a model that cannot be read, it must not stop the stream. */
  private static Optional<ClvModel> model(Optional<byte[]> stored, Optional<ClvModel> otherwise) {
    try {
      return stored.map(ClvModelJson::read);
    } catch (RuntimeException e) {
      LOG.warn("passing over a record of {}: {}", Topics.CLV_MODELS, e.getClass().getName());
      return otherwise;
    }
  }
}
