package shop.crm.topology;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.inforce.GlobalStoreUpdater;
import shop.crm.topology.inforce.SettingsChanges.Setting;
import shop.crm.topology.inforce.SettingsInForce;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.processor.CustomerProcessor;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.rules.RulesJson;
import shop.crm.topology.settings.TopologySettings;
import shop.crm.topology.thresholds.RecalculationAnswer;
import shop.crm.topology.thresholds.ThresholdsProcessor;

/** The wiring, readable in one screen. */
public final class CrmTopology {

  private static final Serde<String> KEY = Serdes.String();
  private static final Serde<byte[]> VALUE = Serdes.ByteArray();
  private static final String CUSTOMER = "customer";
  private static final String THRESHOLDS = "thresholds-merge";

  private CrmTopology() {}

  /**
   * The topology, by the rules that it is built with until a version of them is told.
   *
   * @param settings what it is built with
   * @param live where its tasks register
   */
  public static Topology build(TopologySettings settings, LiveTasks live) {
    return build(settings, RulesInForce.untold(settings.rules()), live);
  }

  /**
   * The topology.
   *
   * @param settings what it is built with; the rules among it decide nothing
   * @param rules those that tasks follow
   * @param live where its tasks register
   */
  public static Topology build(TopologySettings settings, RulesInForce rules, LiveTasks live) {
    Topology topology = new Topology();
    settingsInForce(topology, live.inForce());
    customers(topology, settings, rules, live);
    thresholds(topology, settings, live);
    // The last, each behind those of the release before, so that these keep their numbers.
    models(topology, live.inForce());
    rules(topology, rules);
    return topology;
  }

  /** What every task judges its customers by, as far as it needs no fit. */
  private static void settingsInForce(Topology topology, SettingsInForce inForce) {
    global(
        topology,
        inMemory(StoreNames.THRESHOLDS),
        Topics.RFM_THRESHOLDS,
        () -> new GlobalStoreUpdater(StoreNames.THRESHOLDS, changed(inForce, Setting.THRESHOLDS)));
    global(
        topology,
        inMemory(StoreNames.RECALCULATIONS),
        Topics.RFM_RECALCULATIONS,
        () ->
            new GlobalStoreUpdater(
                StoreNames.RECALCULATIONS,
                changed(inForce, Setting.RECALCULATION),
                RecalculationAnswer::replaces));
    global(
        topology,
        // Anybody may define some, in the name of any tenant.
        onDisk(StoreNames.SEGMENTS),
        Topics.SEGMENTS,
        () -> new GlobalStoreUpdater(StoreNames.SEGMENTS, changed(inForce, Setting.SEGMENTS)));
  }

  /** All that happens to a customer, on the partition of the customer's key. */
  private static void customers(
      Topology topology, TopologySettings settings, RulesInForce rules, LiveTasks live) {
    source(topology, "orders", Topics.ORDERS);
    source(topology, "profiles", Topics.PROFILES);
    source(topology, "entries", Topics.LOYALTY_ENTRIES);
    source(topology, "members", Topics.SEGMENT_MEMBERS);
    topology
        .addProcessor(
            CUSTOMER,
            () -> new CustomerProcessor(settings, rules, live),
            "orders",
            "profiles",
            "entries",
            "members")
        .addStateStore(onDisk(StoreNames.CUSTOMERS), CUSTOMER)
        .addStateStore(onDisk(StoreNames.HISTORY), CUSTOMER)
        .addStateStore(onDisk(StoreNames.INDEX), CUSTOMER)
        .addStateStore(onDisk(StoreNames.MIGRATIONS).withCachingEnabled(), CUSTOMER);
    sink(topology, Topics.SEGMENT_CHANGED, CUSTOMER);
    sink(topology, Topics.TIER_CHANGED, CUSTOMER);
    sink(topology, Topics.SEGMENT_MEMBERSHIP, CUSTOMER);
    if (settings.publishing().customerState()) {
      sink(topology, Topics.CUSTOMER_STATE, CUSTOMER);
    }
    sink(topology, Topics.SIGHTINGS, CUSTOMER);
    sink(topology, Topics.DEAD_LETTERS, CUSTOMER);
    sink(topology, Topics.SPEND_HISTOGRAMS, CUSTOMER);
  }

  /** All that a tenant's customers come to together, on one partition for each tenant. */
  private static void thresholds(Topology topology, TopologySettings settings, LiveTasks live) {
    source(topology, "histograms", Topics.SPEND_HISTOGRAMS);
    topology
        .addProcessor(
            THRESHOLDS, () -> new ThresholdsProcessor(settings, live.failures()), "histograms")
        .addStateStore(inMemory(StoreNames.HISTOGRAMS), THRESHOLDS);
    sink(topology, Topics.RFM_THRESHOLDS, THRESHOLDS);
    sink(topology, Topics.RFM_RECALCULATIONS, THRESHOLDS);
    sink(topology, Topics.CLV_MODELS, THRESHOLDS);
  }

  private static void models(Topology topology, SettingsInForce inForce) {
    global(
        topology,
        inMemory(StoreNames.CLV_MODELS),
        Topics.CLV_MODELS,
        () ->
            new GlobalStoreUpdater(
                StoreNames.CLV_MODELS,
                changed(inForce, Setting.MODEL),
                (before, record) ->
                    record.value() == null || ClvModelJson.replaces(before, record.value())));
  }

  /** One record, which is never removed. */
  private static void rules(Topology topology, RulesInForce rules) {
    global(
        topology,
        inMemory(StoreNames.RULES_IN_FORCE),
        Topics.RULES,
        () ->
            new GlobalStoreUpdater(
                StoreNames.RULES_IN_FORCE,
                (_, row) -> row.ifPresent(rules::take),
                (before, record) ->
                    record.key().equals(StoreNames.RULES)
                        && record.value() != null
                        && RulesJson.replaces(before, record.value())));
  }

  private static void source(Topology topology, String name, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        CrmTopology::timestamp,
        KEY.deserializer(),
        VALUE.deserializer(),
        topic);
  }

  /** Kafka Streams stops at a record that has no timestamp: anybody may have written it. */
  static long timestamp(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() < 0 ? Math.max(0, partitionTime) : record.timestamp();
  }

  private static void sink(Topology topology, String topic, String parent) {
    topology.addSink(topic, topic, KEY.serializer(), VALUE.serializer(), parent);
  }

  private static BiConsumer<String, Optional<byte[]>> changed(
      SettingsInForce inForce, Setting setting) {
    return (key, row) -> inForce.changed(setting, key, row);
  }

  private static void global(
      Topology topology,
      StoreBuilder<KeyValueStore<String, byte[]>> store,
      String topic,
      ProcessorSupplier<String, byte[], Void, Void> updater) {
    topology.addGlobalStore(
        store.withLoggingDisabled(),
        store.name() + "-source",
        CrmTopology::timestamp,
        KEY.deserializer(),
        VALUE.deserializer(),
        topic,
        store.name() + "-updater",
        updater);
  }

  private static StoreBuilder<KeyValueStore<String, byte[]>> onDisk(String name) {
    return builder(org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name))
        .withLoggingEnabled(Map.of());
  }

  private static StoreBuilder<KeyValueStore<String, byte[]>> inMemory(String name) {
    return builder(org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name))
        .withLoggingEnabled(Map.of());
  }

  private static StoreBuilder<KeyValueStore<String, byte[]>> builder(
      KeyValueBytesStoreSupplier supplier) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(supplier, KEY, VALUE);
  }
}
