package shop.crm.topology.inforce;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.topic.SegmentRecordJson;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.segment.TenantSegments;
import shop.crm.topology.domain.segment.TenantSegments.Segment;
import shop.crm.topology.inforce.SettingsChanges.Setting;

/**
 * What is in force for the tenants of this process: read and compiled once for all of its tasks. An
 * edit is read and compiled by the thread of the global stores, and of all the tenant's definitions
 * only the one that was edited; the stream's threads take what is ready. Only what is of a tenant
 * that a task holds is kept: anybody may define segments, in the name of any tenant.
 */
public final class SettingsInForce {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsInForce.class);

  private final Map<String, Held> tenants = new ConcurrentHashMap<>();
  private final SettingsChanges changes;

  /**
   * Nobody's.
   *
   * @param changes told of each change once it can be taken from here
   */
  public SettingsInForce(SettingsChanges changes) {
    this.changes = changes;
  }

  /**
   * What is kept of a tenant. The definitions are read and changed under the lock alone that the
   * map has for its key; all else is read by any thread.
   *
   * @param tasks how many hold it
   * @param definitions by their keys in the global store
   */
  private record Held(int tasks, Map<String, Segment> definitions, TenantSettings settings) {

    Held by(int more) {
      return new Held(tasks + more, definitions, settings);
    }

    Held with(TenantSettings other) {
      return new Held(tasks, definitions, other);
    }
  }

  /**
   * What is in force for a tenant, kept up to date from here on until it is released as often as it
   * was held. Where nobody holds it yet, it is read and compiled here.
   *
   * @param stores the global stores as the asking task reaches them
   */
  public TenantSettings hold(String tenant, SettingsStores stores) {
    return tenants
        .compute(tenant, (_, held) -> held == null ? read(tenant, stores) : held.by(1))
        .settings();
  }

  /** What is in force for a tenant that the asking task holds. */
  public TenantSettings of(String tenant) {
    Held held = tenants.get(tenant);
    return held == null ? TenantSettings.NONE : held.settings();
  }

  /** A task holds the tenant no more. */
  public void release(String tenant) {
    tenants.computeIfPresent(tenant, (_, held) -> held.tasks() == 1 ? null : held.by(-1));
  }

  /** How many tenants are held. */
  int size() {
    return tenants.size();
  }

  private static Held read(String tenant, SettingsStores stores) {
    Map<String, Segment> definitions = new HashMap<>();
    stores.eachDefinition(
        tenant,
        (key, row) -> compiled(key, row).ifPresent(segment -> definitions.put(key, segment)));
    return new Held(
        1,
        definitions,
        new TenantSettings(
            thresholds(stores.thresholds(tenant), Thresholds.NONE),
            TenantSegments.ofCompiled(definitions.values()),
            model(stores.model(tenant), Optional.empty())));
  }

  /**
   * A global store has another row. Called by the thread of the global stores, once it is there.
   *
   * @param key the row's: the tenant, or what begins with the tenant and a slash
   * @param row empty where it was removed
   */
  public void changed(Setting setting, String key, Optional<byte[]> row) {
    String tenant = SettingsChanges.tenant(key);
    tenants.computeIfPresent(tenant, (_, held) -> changed(held, setting, key, row));
    changes.changed(setting, tenant);
  }

  private static Held changed(Held held, Setting setting, String key, Optional<byte[]> row) {
    TenantSettings before = held.settings();
    return switch (setting) {
      case RECALCULATION -> held;
      case THRESHOLDS -> held.with(before.with(thresholds(row, before.thresholds())));
      case MODEL -> held.with(before.with(model(row, before.model())));
      case SEGMENTS -> {
        held.definitions().remove(key);
        row.flatMap(bytes -> compiled(key, bytes))
            .ifPresent(segment -> held.definitions().put(key, segment));
        yield held.with(before.with(TenantSegments.ofCompiled(held.definitions().values())));
      }
    };
  }

  /** Whoever wrote a definition that cannot be read, it must stop neither thread. */
  private static Optional<Segment> compiled(String key, byte[] row) {
    try {
      return Optional.of(Segment.compiled(SegmentRecordJson.read(row)));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warn("passing over {} of {}: {}", key, Topics.SEGMENTS, e.getClass().getName());
      return Optional.empty();
    }
  }

  /** The same of thresholds: those of before stay. */
  private static Thresholds thresholds(Optional<byte[]> row, Thresholds before) {
    try {
      return row.map(ThresholdsJson::read).orElse(Thresholds.NONE);
    } catch (RuntimeException e) {
      LOG.warn("passing over a record of {}: {}", Topics.RFM_THRESHOLDS, e.getClass().getName());
      return before;
    }
  }

  /** The same of a model: that of before stays. */
  private static Optional<ClvModel> model(Optional<byte[]> row, Optional<ClvModel> before) {
    try {
      return row.map(ClvModelJson::read);
    } catch (IllegalArgumentException e) {
      LOG.warn("passing over a record of {}: {}", Topics.CLV_MODELS, e.getMessage());
      return before;
    }
  }
}
