package shop.crm.topology.processor;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.Stores;

/** A view of the global stores: by what tenants' customers are judged, and what was asked for. */
final class SettingsStores {

  private final KeyValueStore<String, byte[]> thresholds;
  private final KeyValueStore<String, byte[]> recalculations;

  SettingsStores(ProcessorContext<?, ?> context) {
    thresholds = context.getStateStore(Stores.THRESHOLDS);
    recalculations = context.getStateStore(Stores.RECALCULATIONS);
  }

  Optional<byte[]> thresholds(String tenant) {
    return Optional.ofNullable(thresholds.get(tenant));
  }

  void eachRecalculation(BiConsumer<String, byte[]> action) {
    try (var rows = recalculations.all()) {
      rows.forEachRemaining(row -> action.accept(row.key, row.value));
    }
  }
}
