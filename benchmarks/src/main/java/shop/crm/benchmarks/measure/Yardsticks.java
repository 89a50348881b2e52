package shop.crm.benchmarks.measure;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import shop.crm.benchmarks.load.RowSizes;
import shop.crm.benchmarks.load.RowSizes.Samples;
import shop.crm.schemas.Topics;

/** What Kafka Streams can do at all: the least that any topology of this kind must do. */
final class Yardsticks {

  private static final Serde<String> KEY = Serdes.String();
  private static final Serde<byte[]> VALUE = Serdes.ByteArray();
  private static final String CUSTOMERS = "customers";
  private static final String HISTORY = "history";

  private Yardsticks() {}

  /** The same two reads and two logged writes for each order event, and nothing else. */
  static Topology bare(RowSizes sizes) {
    return bare(sizes, 0);
  }

  /** The same with as many changes: for each one more logged write, and a record sent on. */
  static Topology bareWithChanges(RowSizes sizes) {
    return bare(sizes, sizes.changesPerEvent());
  }

  private static Topology bare(RowSizes sizes, double changesPerEvent) {
    return new Topology()
        .addSource("orders", KEY.deserializer(), VALUE.deserializer(), Topics.ORDERS)
        .addProcessor("bare", () -> new Bare(sizes.samples(), changesPerEvent), "orders")
        .addStateStore(onDisk(CUSTOMERS), "bare")
        .addStateStore(onDisk(HISTORY), "bare")
        .addSink("changes", Topics.SEGMENT_CHANGED, KEY.serializer(), VALUE.serializer(), "bare");
  }

  /** The simplest stateful topology that the DSL has. */
  static Topology count() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(Topics.ORDERS, Consumed.with(KEY, VALUE))
        .groupByKey(Grouped.with(KEY, VALUE))
        .count(Materialized.as("counts"));
    return builder.build();
  }

  private static StoreBuilder<KeyValueStore<String, byte[]>> onDisk(String name) {
    return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), KEY, VALUE)
        .withLoggingEnabled(Map.of());
  }

  private static final class Bare implements Processor<String, byte[], String, byte[]> {

    private static final byte[] ORDER_ID = "\"order_id\":\"".getBytes(StandardCharsets.ISO_8859_1);

    private final Samples samples;
    private final double changesPerEvent;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> customers;
    private KeyValueStore<String, byte[]> history;
    private int events;
    private double changesDue;
    private int changes;
    private long found;

    private Bare(Samples samples, double changesPerEvent) {
      this.samples = samples;
      this.changesPerEvent = changesPerEvent;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> taskContext) {
      context = taskContext;
      customers = context.getStateStore(CUSTOMERS);
      history = context.getStateStore(HISTORY);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      String orderKey = record.key() + "/o/" + orderId(record.value());
      if (customers.get(record.key()) != null) {
        found++;
      }
      if (history.get(orderKey) != null) {
        found++;
      }
      events++;
      customers.put(record.key(), next(samples.customers(), events));
      history.put(orderKey, next(samples.orders(), events));
      for (changesDue += changesPerEvent; changesDue >= 1; changesDue--) {
        changes++;
        history.put(record.key() + "/a/" + changes, next(samples.activities(), changes));
        context.forward(record.withValue(next(samples.changes(), changes)));
      }
    }

    private static byte[] next(List<byte[]> rows, int number) {
      return rows.get(number % rows.size()).clone();
    }

    /** Found by its place, not by parsing. */
    private static String orderId(byte[] json) {
      int at = 0;
      while (!Arrays.equals(json, at, at + ORDER_ID.length, ORDER_ID, 0, ORDER_ID.length)) {
        at++;
      }
      int start = at + ORDER_ID.length;
      int end = start;
      while (json[end] != '"') {
        end++;
      }
      return new String(json, start, end - start, StandardCharsets.ISO_8859_1);
    }
  }
}
