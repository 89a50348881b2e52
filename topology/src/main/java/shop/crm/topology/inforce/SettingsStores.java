package shop.crm.topology.inforce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Stores;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Thresholds;
import shop.crm.schemas.segment.SegmentRecord;
import shop.crm.schemas.topic.SegmentRecordJson;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.segment.TenantSegments;

/** A view of the global stores: by what tenants' customers are judged, and what was asked for. */
public final class SettingsStores {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsStores.class);

  private final KeyValueStore<String, byte[]> thresholds;
  private final KeyValueStore<String, byte[]> recalculations;
  private final KeyValueStore<String, byte[]> segments;
  private final KeyValueStore<String, byte[]> models;

  /** Of the global stores, as one task reaches them. */
  public SettingsStores(ProcessorContext<?, ?> context) {
    thresholds = context.getStateStore(Stores.THRESHOLDS);
    recalculations = context.getStateStore(Stores.RECALCULATIONS);
    segments = context.getStateStore(Stores.SEGMENTS);
    models = context.getStateStore(Stores.CLV_MODELS);
  }

  /** The record of a tenant's thresholds. */
  public Optional<byte[]> thresholds(String tenant) {
    return Optional.ofNullable(thresholds.get(tenant));
  }

  /** The record of a tenant's model. */
  public Optional<byte[]> model(String tenant) {
    return Optional.ofNullable(models.get(tenant));
  }

  /** A tenant's request to recalculate that waits. */
  public Optional<byte[]> recalculation(String tenant) {
    return Optional.ofNullable(recalculations.get(tenant));
  }

  /** The tenants whose requests to recalculate wait. */
  public List<String> recalculations() {
    List<String> tenants = new ArrayList<>();
    try (var rows = recalculations.all()) {
      rows.forEachRemaining(row -> tenants.add(row.key));
    }
    return tenants;
  }

  /** All segments of a tenant; what cannot be read is passed over. */
  public TenantSegments segments(String tenant) {
    String prefix = tenant + "/";
    List<SegmentRecord> records = new ArrayList<>();
    try (var rows = segments.range(prefix, Stores.endOf(prefix))) {
      while (rows.hasNext()) {
        var row = rows.next();
        try {
          records.add(SegmentRecordJson.read(row.value));
        } catch (IllegalArgumentException e) {
          // Whoever wrote it, it must not stop the stream.
          LOG.warn("passing over {} of {}: {}", row.key, Topics.SEGMENTS, e.getMessage());
        }
      }
    }
    return TenantSegments.of(records);
  }

  /** Whoever wrote thresholds that cannot be read, it must not stop the stream. */
  public static Thresholds thresholds(Optional<byte[]> stored, Thresholds otherwise) {
    try {
      return stored.map(ThresholdsJson::read).orElse(Thresholds.NONE);
    } catch (RuntimeException e) {
      LOG.warn("passing over a record of {}: {}", Topics.RFM_THRESHOLDS, e.getClass().getName());
      return otherwise;
    }
  }

  /** Whoever wrote a model that cannot be read, it must not stop the stream. */
  public static Optional<ClvModel> model(Optional<byte[]> stored, Optional<ClvModel> otherwise) {
    try {
      return stored.map(ClvModelJson::read);
    } catch (IllegalArgumentException e) {
      LOG.warn("passing over a record of {}: {}", Topics.CLV_MODELS, e.getMessage());
      return otherwise;
    }
  }
}
