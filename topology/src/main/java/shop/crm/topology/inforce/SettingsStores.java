package shop.crm.topology.inforce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;

/** A view of the global stores: by what tenants' customers are judged, and what was asked for. */
public final class SettingsStores {

  private final KeyValueStore<String, byte[]> thresholds;
  private final KeyValueStore<String, byte[]> recalculations;
  private final KeyValueStore<String, byte[]> segments;
  private final KeyValueStore<String, byte[]> models;
  private final KeyValueStore<String, byte[]> rules;

  /** Of the global stores, as one task reaches them. */
  public SettingsStores(ProcessorContext<?, ?> context) {
    thresholds = context.getStateStore(StoreNames.THRESHOLDS);
    recalculations = context.getStateStore(StoreNames.RECALCULATIONS);
    segments = context.getStateStore(StoreNames.SEGMENTS);
    models = context.getStateStore(StoreNames.CLV_MODELS);
    rules = context.getStateStore(StoreNames.RULES_IN_FORCE);
  }

  /** The record of the newest version of the rules. */
  public Optional<byte[]> rules() {
    return Optional.ofNullable(rules.get(StoreNames.RULES));
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

  /** Passes on every definition of a tenant's segments, by its key, as it is stored. */
  public void eachDefinition(String tenant, BiConsumer<String, byte[]> each) {
    String prefix = tenant + CustomerKey.SEPARATOR;
    try (var rows = segments.range(prefix, StoreNames.endOf(prefix))) {
      rows.forEachRemaining(row -> each.accept(row.key, row.value));
    }
  }
}
