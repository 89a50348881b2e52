package shop.crm.queries.live;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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

/**
 * A task without customers on its customer index.
 *
 * @param counted its aggregates, by tenant
 * @param stores its stores, by name
 */
record FakeTask(
    Function<String, TenantAggregates> counted,
    Function<String, ReadOnlyKeyValueStore<String, byte[]>> stores)
    implements LiveTask {

  static FakeTask counting(Function<String, TenantAggregates> counted) {
    return new FakeTask(
        counted,
        name -> {
          throw new UnsupportedOperationException();
        });
  }

  static FakeTask storing(Function<String, ReadOnlyKeyValueStore<String, byte[]>> stores) {
    return new FakeTask(tenant -> TenantAggregates.EMPTY, stores);
  }

  @Override
  public ReadOnlyKeyValueStore<String, byte[]> store(String name) {
    return stores.apply(name);
  }

  @Override
  public TenantAggregates aggregates(String tenant) {
    return counted.apply(tenant);
  }

  @Override
  public RulesProgress bringing() {
    return RulesProgress.EMPTY;
  }

  @Override
  public CohortAggregates cohorts(String tenant, Granularity granularity, int from, int to) {
    return CohortAggregates.EMPTY;
  }

  @Override
  public NavigableMap<Integer, DayMigrations> migrations(
      String tenant, int fromEpochDay, int toEpochDay) {
    return new TreeMap<>();
  }

  @Override
  public SegmentCounts segments(String tenant) {
    return SegmentCounts.EMPTY;
  }

  @Override
  public List<Position> list(String tenant, CustomerQuery query) {
    return List.of();
  }

  @Override
  public PurchaseHistogram purchases(String tenant) {
    return new PurchaseHistogram();
  }

  @Override
  public Predictions predictions(String tenant) {
    return Predictions.NONE;
  }

  @Override
  public long processedUntil() {
    return 0;
  }

  @Override
  public Duration lastTickTook() {
    return Duration.ZERO;
  }

  @Override
  public int erasuresUnderWay() {
    return 0;
  }

  @Override
  public CompletableFuture<AuditReport> audit() {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }
}
