package shop.crm.topology.inforce;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a global store equal to its topic. */
public final class GlobalStoreUpdater implements Processor<String, byte[], Void, Void> {

  private static final Logger LOG = LoggerFactory.getLogger(GlobalStoreUpdater.class);

  private final String name;
  private final BiPredicate<Optional<byte[]>, Record<String, byte[]>> takes;
  private final BiConsumer<String, Optional<byte[]>> changed;
  private KeyValueStore<String, byte[]> store;

  /**
   * An updater of a global store.
   *
   * @param name of the store
   * @param changed given the key and the row, if there is one now, of each that is another, by the
   *     one thread of all global stores
   */
  public GlobalStoreUpdater(String name, BiConsumer<String, Optional<byte[]>> changed) {
    this(name, changed, (before, next) -> true);
  }

  /**
   * An updater of a global store that does not take every record.
   *
   * @param takes whether a record, which removes where it has no value, takes the place of what is
   *     there
   */
  public GlobalStoreUpdater(
      String name,
      BiConsumer<String, Optional<byte[]>> changed,
      BiPredicate<Optional<byte[]>, Record<String, byte[]>> takes) {
    this.name = name;
    this.takes = takes;
    this.changed = changed;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(name);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    // A record without a key is nobody's; a record without a value removes.
    if (record.key() != null && takes(record)) {
      store.put(record.key(), record.value());
      changed.accept(record.key(), Optional.ofNullable(record.value()));
    }
  }

  /** The one thread of all global stores is not replaced: no record may end it. */
  private boolean takes(Record<String, byte[]> record) {
    Optional<byte[]> before = Optional.ofNullable(store.get(record.key()));
    try {
      return takes.test(before, record);
    } catch (RuntimeException e) {
      LOG.warn("passing over a record of the store {}: {}", name, e.getClass().getName());
      return false;
    }
  }
}
