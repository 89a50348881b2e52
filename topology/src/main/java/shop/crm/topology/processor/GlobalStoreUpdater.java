package shop.crm.topology.processor;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps a global store equal to its topic. */
public final class GlobalStoreUpdater implements Processor<String, byte[], Void, Void> {

  private final String name;
  private final Runnable changed;
  private KeyValueStore<String, byte[]> store;

  /**
   * An updater of a global store.
   *
   * @param name of the store
   * @param changed called after each change, by the one thread of all global stores
   */
  public GlobalStoreUpdater(String name, Runnable changed) {
    this.name = name;
    this.changed = changed;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(name);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    // A record without a key is nobody's; a record without a value removes.
    if (record.key() != null) {
      store.put(record.key(), record.value());
      changed.run();
    }
  }
}
