package shop.crm.queries.live;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.Ids;
import shop.crm.topology.inforce.SettingsChanges;
import shop.crm.topology.inforce.SettingsChanges.Change;
import shop.crm.topology.inforce.SettingsChanges.Setting;
import shop.crm.topology.live.LiveTasks;

/**
 * The tenants with orders for whom this instance does what one has to do for all. Whoever has
 * orders has thresholds; whoever owns the key that is the tenant's name cares.
 */
final class CaredFor implements AutoCloseable {

  private static final Set<Setting> TELLING = Set.of(Setting.THRESHOLDS, Setting.MODEL);

  private final StreamsView streams;
  private final LiveTasks live;
  private final ToIntFunction<String> partition;
  private Optional<SettingsChanges.Follower> changes = Optional.empty();
  private Set<Integer> looked = Set.of();

  /**
   * Those of an instance.
   *
   * @param partition the one that a key is in
   */
  CaredFor(StreamsView streams, LiveTasks live, ToIntFunction<String> partition) {
    this.streams = streams;
    this.live = live;
    this.partition = partition;
  }

  boolean includes(String tenant) {
    return Ids.isValid(tenant) && live.task(partition.applyAsInt(tenant)).isPresent();
  }

  /** Those of whom there is something new; all of them where partitions have come here. */
  synchronized List<String> news() {
    SettingsChanges.Follower following = changes.orElseGet(live.settings()::follow);
    changes = Optional.of(following);
    Set<String> tenants = new TreeSet<>();
    for (var next = following.next(); next.isPresent(); next = following.next()) {
      Change change = next.get();
      if (TELLING.contains(change.setting())) {
        tenants.add(change.tenant());
      }
    }
    Set<Integer> here = live.partitions();
    if (!looked.containsAll(here)) {
      try (var rows = streams.global(StoreNames.THRESHOLDS).all()) {
        rows.forEachRemaining(row -> tenants.add(row.key));
      } catch (InvalidStateStoreException _) {
        // Not to be read now: it is looked through again by the next that asks.
        return tenants.stream().filter(this::includes).toList();
      }
    }
    looked = here;
    return tenants.stream().filter(this::includes).toList();
  }

  @Override
  public synchronized void close() {
    changes.ifPresent(SettingsChanges.Follower::close);
  }
}
