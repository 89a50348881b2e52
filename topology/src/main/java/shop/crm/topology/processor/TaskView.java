package shop.crm.topology.processor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
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
import shop.crm.topology.live.LiveTasks.AuditReport;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.walk.Auditor;
import shop.crm.topology.walk.ErasedHistories;

/** What other threads than the stream's see of a task while it runs. */
public final class TaskView implements LiveTask {

  private final Tenants tenants;
  private final CustomerStores stores;
  private final ErasedHistories erased;
  private final Auditor auditor;
  private volatile long processedUntil;
  private volatile Instant lastTick;
  private volatile long lastTickNanos;

  /** Of a task that has its state. */
  public TaskView(
      Tenants tenants,
      CustomerStores stores,
      ErasedHistories erased,
      Auditor auditor,
      Instant startedAt) {
    this.tenants = tenants;
    this.stores = stores;
    this.erased = erased;
    this.auditor = auditor;
    this.lastTick = startedAt;
  }

  /** The tenants of the task. */
  public Tenants tenants() {
    return tenants;
  }

  /** A record was processed. */
  public void processed(long timestamp) {
    processedUntil = timestamp;
  }

  /** A tick began. */
  public void ticks(Instant at) {
    lastTick = at;
  }

  /** The tick ended. */
  public void ticked(long nanos) {
    lastTickNanos = nanos;
  }

  @Override
  public ReadOnlyKeyValueStore<String, byte[]> store(String name) {
    return stores.readOnly(name);
  }

  @Override
  public TenantAggregates aggregates(String name) {
    return tenants.find(name).map(tenant -> tenant.aggregates()).orElse(TenantAggregates.EMPTY);
  }

  @Override
  public RulesProgress bringing() {
    return tenants.all().stream()
        .map(Tenant::rules)
        .filter(rules -> rules.left() > 0)
        .reduce(RulesProgress.EMPTY, RulesProgress::plus);
  }

  @Override
  public CohortAggregates cohorts(String name, Granularity granularity, int from, int to) {
    return tenants
        .find(name)
        .map(tenant -> tenant.cohorts(granularity, from, to))
        .orElse(CohortAggregates.EMPTY);
  }

  @Override
  public NavigableMap<Integer, DayMigrations> migrations(
      String name, int fromEpochDay, int toEpochDay) {
    return tenants
        .find(name)
        .map(tenant -> tenant.migrations(fromEpochDay, toEpochDay))
        .orElse(new TreeMap<>());
  }

  @Override
  public SegmentCounts segments(String name) {
    return tenants.find(name).map(tenant -> tenant.segments()).orElse(SegmentCounts.EMPTY);
  }

  @Override
  public List<Position> list(String name, CustomerQuery query) {
    return tenants.find(name).map(tenant -> tenant.list(query, lastTick)).orElse(List.of());
  }

  @Override
  public PurchaseHistogram purchases(String name) {
    return tenants.find(name).map(tenant -> tenant.purchases()).orElse(new PurchaseHistogram());
  }

  @Override
  public Predictions predictions(String name) {
    return tenants
        .find(name)
        .map(tenant -> tenant.scoring().predictions())
        .orElse(Predictions.NONE);
  }

  @Override
  public long processedUntil() {
    return processedUntil;
  }

  @Override
  public Duration lastTickTook() {
    return Duration.ofNanos(lastTickNanos);
  }

  @Override
  public int erasuresUnderWay() {
    return erased.underWay();
  }

  @Override
  public CompletableFuture<AuditReport> audit() {
    return auditor.request();
  }
}
