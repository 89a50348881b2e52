package shop.crm.topology;

import java.io.File;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.StoreNames;
import shop.crm.topology.task.WalkTime;

/** Stores that outlive the processors on them, as the state of a task that starts anew does. */
public final class KeptStores {

  private static final List<String> NAMES =
      List.of(
          StoreNames.CUSTOMERS,
          StoreNames.HISTORY,
          StoreNames.INDEX,
          StoreNames.MIGRATIONS,
          StoreNames.THRESHOLDS,
          StoreNames.RECALCULATIONS,
          StoreNames.SEGMENTS,
          StoreNames.CLV_MODELS,
          StoreNames.RULES_IN_FORCE,
          StoreNames.HISTOGRAMS);

  private final Map<String, KeyValueStore<String, byte[]>> stores = new HashMap<>();
  private long reads;

  public KeptStores() {
    MockProcessorContext<String, byte[]> context = context();
    for (String name : NAMES) {
      var store =
          org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                  org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name),
                  Serdes.String(),
                  Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      stores.put(name, counting(store));
    }
  }

  /** The same store, whose single rows are counted as they are read. */
  @SuppressWarnings("unchecked")
  private KeyValueStore<String, byte[]> counting(KeyValueStore<String, byte[]> store) {
    return (KeyValueStore<String, byte[]>)
        Proxy.newProxyInstance(
            KeptStores.class.getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (_, method, arguments) -> {
              reads += method.getName().equals("get") ? 1 : 0;
              return method.invoke(store, arguments);
            });
  }

  /** How many single rows were read of any store. */
  public long reads() {
    return reads;
  }

  public KeyValueStore<String, byte[]> store(String name) {
    return stores.get(name);
  }

  /** Every key in any store. */
  public Stream<String> keys() {
    return stores.values().stream()
        .flatMap(
            store -> {
              Stream.Builder<String> keys = Stream.builder();
              try (var rows = store.all()) {
                rows.forEachRemaining(row -> keys.add(row.key));
              }
              return keys.build();
            });
  }

  public Started start(Processor<String, byte[], String, byte[]> processor, Instant now) {
    MockProcessorContext<String, byte[]> context = withStores();
    context.setCurrentSystemTimeMs(now.toEpochMilli());
    // What another test's walks have used up at the same time of day is not missing here.
    WalkTime.ofThisThread().at(0);
    processor.init(context);
    return new Started(processor, context);
  }

  /** A task's context that has the stores. */
  public MockProcessorContext<String, byte[]> withStores() {
    MockProcessorContext<String, byte[]> context = context();
    stores.values().forEach(context::addStateStore);
    return context;
  }

  private static MockProcessorContext<String, byte[]> context() {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "crm");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9");
    return new MockProcessorContext<>(config, new TaskId(0, 0), new File("unused"));
  }

  /** A processor that has its state. */
  public record Started(
      Processor<String, byte[], String, byte[]> processor,
      MockProcessorContext<String, byte[]> context) {

    public void send(String topic, String key, byte[] value) {
      context.setRecordMetadata(topic, 0, 0);
      processor.process(new Record<>(key, value, context.currentSystemTimeMs()));
    }

    public void pass(Duration time) {
      long now = context.currentSystemTimeMs() + time.toMillis();
      context.setCurrentSystemTimeMs(now);
      context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(now));
    }

    public List<? extends Record<? extends String, ? extends byte[]>> forwarded() {
      return context.forwarded().stream().map(CapturedForward::record).toList();
    }
  }
}
