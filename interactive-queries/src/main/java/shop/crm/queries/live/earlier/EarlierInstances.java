package shop.crm.queries.live.earlier;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.HostInfo;

/** The instances that were found to be of the earlier release a while ago. Safe for threads. */
public final class EarlierInstances {

  /** After so long it is looked whether one has been upgraded. */
  public static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final Map<HostInfo, Long> found = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /** None yet. */
  public EarlierInstances(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Remembers one that does not know questions. */
  public void add(HostInfo instance) {
    found.put(instance, nanoTime.getAsLong());
  }

  /** Whether an instance need not be asked whether it knows questions. */
  public boolean includes(HostInfo instance) {
    Long since = found.get(instance);
    boolean fresh = since != null && nanoTime.getAsLong() - since < REMEMBERED.toNanos();
    if (since != null && !fresh) {
      found.remove(instance, since);
    }
    return fresh;
  }
}
