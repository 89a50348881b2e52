package shop.crm.topology.inforce;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import shop.crm.schemas.model.CustomerKey;

/**
 * Tells whose settings have changed in the global stores: so nobody has to look through those of
 * all tenants. Whoever follows from before a setting is first read misses no change of it.
 */
public final class SettingsChanges {

  private final CopyOnWriteArrayList<Follower> followers = new CopyOnWriteArrayList<>();

  /** What there is for a tenant in the global stores. */
  public enum Setting {
    /** The monetary thresholds in force. */
    THRESHOLDS,
    /** A request to recalculate them. */
    RECALCULATION,
    /** Segments that the tenant's users define. */
    SEGMENTS,
    /** The model of customers' lifetime value. */
    MODEL
  }

  /** Something else is in a global store for a tenant, or nothing any more. */
  public record Change(Setting setting, String tenant) {}

  /** The tenant of a row's key, which is the tenant alone, or begins with it and a slash. */
  static String tenant(String key) {
    int slash = key.indexOf(CustomerKey.SEPARATOR);
    return slash < 0 ? key : key.substring(0, slash);
  }

  /** Called once a global store has another row, by the thread of the global stores. */
  public void changed(Setting setting, String tenant) {
    Change change = new Change(setting, tenant);
    followers.forEach(follower -> follower.add(change));
  }

  /** Follows every change from now on. */
  public Follower follow() {
    Follower follower = new Follower();
    followers.add(follower);
    return follower;
  }

  /** The changes that one thread has not looked at yet, each once: never more than there are. */
  public final class Follower implements AutoCloseable {

    private Set<Change> coming = new LinkedHashSet<>();
    private final Queue<Change> taken = new ArrayDeque<>();
    private volatile boolean waiting;

    private Follower() {}

    private synchronized void add(Change change) {
      coming.add(change);
      waiting = true;
    }

    /** Looks at that, too: it may have changed before anybody followed. */
    public void lookAt(Change change) {
      add(change);
    }

    /** A change to look at. What the store has by now is read after this. */
    public Optional<Change> next() {
      if (taken.isEmpty() && waiting) {
        take();
      }
      return Optional.ofNullable(taken.poll());
    }

    private synchronized void take() {
      taken.addAll(coming);
      coming = new LinkedHashSet<>();
      waiting = false;
    }

    @Override
    public void close() {
      followers.remove(this);
    }
  }
}
