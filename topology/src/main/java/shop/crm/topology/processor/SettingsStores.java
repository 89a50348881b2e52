package shop.crm.topology.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Stores;
import shop.crm.schemas.Topics;
import shop.crm.schemas.segment.SegmentRecord;
import shop.crm.schemas.topic.SegmentRecordJson;
import shop.crm.topology.domain.segment.TenantSegments;

/** A view of the global stores: by what tenants' customers are judged, and what was asked for. */
final class SettingsStores {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsStores.class);

  private final KeyValueStore<String, byte[]> thresholds;
  private final KeyValueStore<String, byte[]> recalculations;
  private final KeyValueStore<String, byte[]> segments;
  private final KeyValueStore<String, byte[]> models;

  SettingsStores(ProcessorContext<?, ?> context) {
    thresholds = context.getStateStore(Stores.THRESHOLDS);
    recalculations = context.getStateStore(Stores.RECALCULATIONS);
    segments = context.getStateStore(Stores.SEGMENTS);
    models = context.getStateStore(Stores.CLV_MODELS);
  }

  Optional<byte[]> thresholds(String tenant) {
    return Optional.ofNullable(thresholds.get(tenant));
  }

  Optional<byte[]> model(String tenant) {
    return Optional.ofNullable(models.get(tenant));
  }

  Optional<byte[]> recalculation(String tenant) {
    return Optional.ofNullable(recalculations.get(tenant));
  }

  /** The tenants whose requests to recalculate wait. */
  List<String> recalculations() {
    List<String> tenants = new ArrayList<>();
    try (var rows = recalculations.all()) {
      rows.forEachRemaining(row -> tenants.add(row.key));
    }
    return tenants;
  }

  /** All segments of a tenant; what cannot be read is passed over. */
  TenantSegments segments(String tenant) {
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
}
