package shop.crm.topology.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.inforce.SettingsChanges;
import shop.crm.topology.inforce.SettingsInForce;
import shop.crm.topology.task.TaskFailures;

/**
 * The tasks that run in this process: what they know beyond their stores. The bridge between the
 * stream's threads, which register and write, and those of HTTP, which only read.
 */
public final class LiveTasks {

  private final Map<Integer, LiveTask> tasks = new ConcurrentHashMap<>();
  private final SettingsChanges settings = new SettingsChanges();
  private final SettingsInForce inForce = new SettingsInForce(settings);
  private final Map<Integer, Long> stops = new ConcurrentHashMap<>();
  private final Map<Integer, Instant> since = new ConcurrentHashMap<>();
  private final Consumer<Reason> onRejected;
  private final TaskFailures failures;
  private final Clock clock;

  /** Tasks whose rejected records nobody counts. */
  public LiveTasks() {
    this(reason -> {});
  }

  /**
   * Tasks that run in this process.
   *
   * @param onRejected told of each record that a task sends to the dead letters, by the stream's
   *     threads; again where a transaction is aborted and its records are replayed
   */
  public LiveTasks(Consumer<Reason> onRejected) {
    this(onRejected, new TaskFailures(Clock.systemUTC()), Clock.systemUTC());
  }

  /**
   * Tasks that run in this process.
   *
   * @param failures where they note what fails
   * @param clock tells when they start
   */
  public LiveTasks(Consumer<Reason> onRejected, TaskFailures failures, Clock clock) {
    this.onRejected = onRejected;
    this.failures = failures;
    this.clock = clock;
  }

  /** What a running task answers, from any thread. */
  public interface LiveTask {

    /**
     * A store of the task, of customers or history, for reading: another object each time that the
     * task gets its state. What it tells holds only while the task is registered.
     */
    ReadOnlyKeyValueStore<String, byte[]> store(String name);

    /** An atomic copy of a tenant's aggregates on this partition. */
    TenantAggregates aggregates(String tenant);

    /** How far the customers of those tenants are who are being brought to what is in force. */
    RulesProgress bringing();

    /** Cohorts of a tenant's customers on this partition, from one period up to another. */
    CohortAggregates cohorts(String tenant, Granularity granularity, int from, int to);

    /**
     * Moves of a tenant's customers on this partition between RFM segments, by day since 1970;
     * those without a move are left out.
     */
    NavigableMap<Integer, DayMigrations> migrations(
        String tenant, int fromEpochDay, int toEpochDay);

    /** How many customers on this partition are in each of a tenant's segments. */
    SegmentCounts segments(String tenant);

    /**
     * A page of a tenant's customers on this partition. A customer who changes at this moment may
     * be out of place or no longer fit: check the stored row.
     */
    List<Position> list(String tenant, CustomerQuery query);

    /**
     * How the tenant's customers on this partition bought, added up now: exact for those who do not
     * change at this moment.
     */
    PurchaseHistogram purchases(String tenant);

    /** By what the tenant's customers on this partition are predicted now. */
    Predictions predictions(String tenant);

    /** The timestamp of the newest record that was processed, milliseconds since 1970. */
    long processedUntil();

    /**
     * How long the last look beside the records took, after time, thresholds and requests: the
     * stream stands still meanwhile. There is one each tenth of a second.
     */
    Duration lastTickTook();

    /** How many erased customers' histories are still being deleted. */
    int erasuresUnderWay();

    /** Compares every customer and aggregate with its stored facts, beside the running stream. */
    CompletableFuture<AuditReport> audit();
  }

  /**
   * What an audit of one partition found.
   *
   * @param partition the partition
   * @param customers how many customers were recomputed
   * @param orders from how many orders
   * @param differences what differs, in words that name tenant and customer; at most 1,000
   */
  public record AuditReport(int partition, long customers, long orders, List<String> differences) {}

  /** The partitions whose tasks run here, ready to answer. */
  public Set<Integer> partitions() {
    return Set.copyOf(tasks.keySet());
  }

  /** The task of a partition, if it runs here. */
  public Optional<LiveTask> task(int partition) {
    return Optional.ofNullable(tasks.get(partition));
  }

  /** Of how many erased customers the tasks that run here are still deleting the history. */
  public int erasuresUnderWay() {
    return tasks.values().stream().mapToInt(LiveTask::erasuresUnderWay).sum();
  }

  /** Tells whose settings change in the global stores of this process. */
  public SettingsChanges settings() {
    return settings;
  }

  /** What is in force for the tenants of those tasks. */
  public SettingsInForce inForce() {
    return inForce;
  }

  /** Called by a task once it has its state. */
  public void started(int partition, LiveTask task) {
    since.put(partition, clock.instant());
    tasks.put(partition, task);
  }

  /** Since when the task of a partition that was here last has had its state. */
  public Optional<Instant> since(int partition) {
    return Optional.ofNullable(since.get(partition));
  }

  /** Where tasks fail. */
  public TaskFailures failures() {
    return failures;
  }

  /** Called by a task that sends a record to the dead letters. */
  public void rejected(Reason reason) {
    onRejected.accept(reason);
  }

  /** Called by a task that ends; another task of that partition that has started since stays. */
  public void stopped(int partition, LiveTask task) {
    stops.merge(partition, 1L, Long::sum);
    tasks.remove(partition, task);
  }

  /** How often a task of a partition has ended here. */
  public long stops(int partition) {
    return stops.getOrDefault(partition, 0L);
  }
}
