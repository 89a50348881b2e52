package shop.crm.topology.stores;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.customer.Sweep;
import shop.crm.schemas.state.SweepRow;

/** A typed view of how far the walks over customers are, so that they go on after a restart. */
public final class WalkRows {

  private final KeyValueStore<String, byte[]> index;

  /** Of the stores of one task. */
  public WalkRows(ProcessorContext<?, ?> context) {
    index = context.getStateStore(StoreNames.INDEX);
  }

  /** How far the topic of states is filled: a customer's key, or {@link StoreNames#FILLED}. */
  public Optional<String> filledStates() {
    return Optional.ofNullable(index.get(StoreNames.STATES))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Keeps how far the topic of states is filled. */
  public void putFilledStates(String at) {
    index.put(StoreNames.STATES, at.getBytes(StandardCharsets.UTF_8));
  }

  /** Keeps nothing of that. */
  public void forgetFilledStates() {
    index.delete(StoreNames.STATES);
  }

  /** How far the walk over a tenant's customers is, or the last one was. */
  public Optional<Sweep> sweep(String tenant) {
    return Optional.ofNullable(index.get(StoreNames.sweepKey(tenant))).map(SweepRow::decode);
  }

  /** Keeps how far a walk is. */
  public void put(String tenant, Sweep sweep) {
    index.put(StoreNames.sweepKey(tenant), SweepRow.encode(sweep));
  }

  /** Keeps nothing of a tenant's walks. */
  public void deleteSweep(String tenant) {
    index.delete(StoreNames.sweepKey(tenant));
  }

  /** The tenants of whom it is kept how far a walk is. */
  public List<String> sweptTenants() {
    List<String> tenants = new ArrayList<>();
    try (var rows = index.range(StoreNames.SWEEPS, StoreNames.endOf(StoreNames.SWEEPS))) {
      rows.forEachRemaining(row -> tenants.add(StoreNames.sweepTenant(row.key)));
    }
    return tenants;
  }

  /** The rules that every customer was last brought to; nothing in an empty store. */
  public Optional<byte[]> rules() {
    return Optional.ofNullable(index.get(StoreNames.RULES));
  }

  /** The newest version of the rules that this task has followed, wherever it ran. */
  public Optional<byte[]> rulesVersion() {
    return Optional.ofNullable(index.get(StoreNames.RULES_VERSION));
  }

  /** Keeps which version of the rules the task follows. */
  public void putRulesVersion(byte[] version) {
    index.put(StoreNames.RULES_VERSION, version);
  }

  /** Keeps by which rules every customer is, or is being brought to. */
  public void putRules(byte[] rules) {
    index.put(StoreNames.RULES, rules);
  }
}
