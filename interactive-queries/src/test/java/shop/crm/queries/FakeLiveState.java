package shop.crm.queries;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.crm.queries.live.ClusterStatus;
import shop.crm.queries.live.ClusterStatus.Instance;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located;
import shop.crm.queries.live.PartitionProgress;
import shop.crm.queries.live.question.Effort;
import shop.crm.queries.live.question.OwnedPartition;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.index.CustomerIndex;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.live.LiveTasks.AuditReport;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.task.TaskFailures.Failure;

/** Live state in memory; where it is owned can be set. */
public final class FakeLiveState implements LiveState {

  static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");

  final Map<CustomerKey, CustomerState> customers = new ConcurrentHashMap<>();
  final Map<CustomerKey, List<OrderState>> orders = new HashMap<>();
  final Map<CustomerKey, List<LoyaltyEntry>> entries = new HashMap<>();
  final Map<CustomerKey, List<Activity>> activities = new HashMap<>();
  public final Map<String, TenantAggregates> aggregates = new HashMap<>();
  RulesProgress bringing = RulesProgress.EMPTY;
  final Map<String, SegmentCounts> segments = new HashMap<>();
  final Map<Granularity, CohortAggregates> cohorts = new EnumMap<>(Granularity.class);
  final NavigableMap<Integer, DayMigrations> migrations = new TreeMap<>();
  public final Map<String, Thresholds> thresholds = new HashMap<>();
  final List<Optional<CustomerKey>> waitedFor = new CopyOnWriteArrayList<>();
  public final Map<String, ClvModel> models = new ConcurrentHashMap<>();
  public final Map<String, PurchaseHistogram> purchases = new HashMap<>();
  public List<String> caredFor = List.of();
  boolean ready = true;
  List<Failure> failing = List.of();

  /** How long a preview goes on unless nobody waits for it; the latches tell of both ends. */
  volatile Duration previewTakes = Duration.ZERO;

  final CountDownLatch looks = new CountDownLatch(1);
  final CountDownLatch stopped = new CountDownLatch(1);
  Ownership ownership = new Ownership.Mine();

  private int reads;
  private int readsUntil = Integer.MAX_VALUE;
  private Runnable then = () -> {};

  /** After so many more reads of histories it is owned otherwise. */
  void answersUntil(int more, Ownership later) {
    afterReads(more, () -> ownership = later);
  }

  /** After so many more reads of histories something happens. */
  void afterReads(int more, Runnable happens) {
    readsUntil = reads + more;
    then = happens;
  }

  /** Where every customer and tenant is. */
  sealed interface Ownership {
    record Mine() implements Ownership {}

    record Theirs(Optional<HostInfo> owner, boolean standbyHere, List<HostInfo> copies)
        implements Ownership {

      Theirs(HostInfo owner, boolean standbyHere) {
        this(Optional.of(owner), standbyHere, List.of());
      }
    }

    record Nobodys() implements Ownership {}

    record Broken() implements Ownership {}
  }

  private <T> Located<T> located(Supplier<T> value) {
    return switch (ownership) {
      case Ownership.Mine mine -> new Located.Here<>(value.get(), new Freshness(AS_OF, false));
      case Ownership.Theirs(var owner, boolean standbyHere, List<HostInfo> copies) ->
          new Located.Elsewhere<>(owner, () -> standby(standbyHere, value), copies);
      case Ownership.Nobodys nobodys -> new Located.Unavailable<>(Duration.ofSeconds(2));
      case Ownership.Broken broken -> throw new IllegalStateException("secret of the house");
    };
  }

  private static <T> Located<T> standby(boolean here, Supplier<T> value) {
    return here
        ? new Located.Here<>(value.get(), new Freshness(AS_OF.minusSeconds(60), true))
        : new Located.Unavailable<>(Duration.ofSeconds(2));
  }

  @Override
  public <T> Located<Optional<T>> customer(CustomerKey key, Function<CustomerState, T> read) {
    return located(() -> Optional.ofNullable(customers.get(key)).map(read));
  }

  /** Whoever owns single customers, all can be asked at once. */
  private <T> Located<T> gathered(Supplier<T> value) {
    return switch (ownership) {
      case Ownership.Mine mine -> located(value);
      case Ownership.Theirs theirs -> new Located.Here<>(value.get(), new Freshness(AS_OF, false));
      case Ownership.Nobodys nobodys -> located(value);
      case Ownership.Broken broken -> located(value);
    };
  }

  /** All customers are in one partition, whose answer is made as a running task's is. */
  @Override
  public <A> Located<A> ask(PartitionQuestion<?, A> question, BooleanSupplier cancelled) {
    return isLeft(question, cancelled)
        ? new Located.Unavailable<>(Duration.ofSeconds(2))
        : gathered(() -> merged(question));
  }

  private <P, A> A merged(PartitionQuestion<P, A> question) {
    return question.merged(List.of(question.answer(new OnlyPartition())));
  }

  @Override
  public <P> Located<List<Part<P>>> answer(
      PartitionQuestion<P, ?> question, BooleanSupplier cancelled) {
    return isLeft(question, cancelled)
        ? new Located.Unavailable<>(Duration.ofSeconds(2))
        : gathered(() -> List.of(new Part<>(0, AS_OF, question.answer(new OnlyPartition()))));
  }

  /** Whether the caller goes before a preview has taken its time. */
  private boolean isLeft(PartitionQuestion<?, ?> question, BooleanSupplier cancelled) {
    if (question.effort() != Effort.ALL_ROWS) {
      return false;
    }
    long end = System.nanoTime() + previewTakes.toNanos();
    looks.countDown();
    boolean gone = cancelled.getAsBoolean();
    while (!gone && System.nanoTime() < end) {
      Thread.onSpinWait();
      gone = cancelled.getAsBoolean();
    }
    if (gone) {
      stopped.countDown();
    }
    return gone;
  }

  private Predictions predictions(String tenant) {
    return new Predictions(ZoneOffset.UTC, Optional.ofNullable(models.get(tenant)));
  }

  @Override
  public Located<Optional<ClvModel>> clvModel(String tenant) {
    return gathered(() -> Optional.ofNullable(models.get(tenant)));
  }

  @Override
  public boolean caresFor(String tenant) {
    return caredFor.contains(tenant);
  }

  @Override
  public List<String> newsOfCaredFor() {
    return caredFor;
  }

  @Override
  public <T> Located<Optional<T>> history(CustomerKey key, Function<History, T> read) {
    if (++reads > readsUntil) {
      then.run();
    }
    History history =
        new History() {
          @Override
          public long life() {
            return customers.get(key).life();
          }

          @Override
          public void furtherRefunds(String orderId, Consumer<OrderState.Refund> each) {
            whole(orderId).map(OrderState::refundsBeside).orElse(List.of()).forEach(each);
          }

          @Override
          public void orders(Consumer<OrderState> each) {
            orders.getOrDefault(key, List.of()).stream().map(OrderState::inRow).forEach(each);
          }

          @Override
          public Optional<OrderState> order(String orderId) {
            return whole(orderId).map(OrderState::inRow);
          }

          private Optional<OrderState> whole(String orderId) {
            return orders.getOrDefault(key, List.of()).stream()
                .filter(order -> order.orderId().equals(orderId))
                .findFirst();
          }

          @Override
          public void entries(Consumer<LoyaltyEntry> each) {
            entries.getOrDefault(key, List.of()).forEach(each);
          }

          @Override
          public void activities(Predicate<Activity> each) {
            for (Activity activity : activities.getOrDefault(key, List.of())) {
              if (!each.test(activity)) {
                return;
              }
            }
          }
        };
    return located(
        () -> customers.containsKey(key) ? Optional.of(read.apply(history)) : Optional.<T>empty());
  }

  @Override
  public Located<Thresholds> thresholds(String tenant) {
    return located(() -> thresholds.getOrDefault(tenant, Thresholds.NONE));
  }

  @Override
  public CompletableFuture<List<AuditReport>> audit() {
    return CompletableFuture.completedFuture(
        List.of(
            new AuditReport(0, 2, 5, List.of()),
            new AuditReport(1, 1, 1, List.of("default/anna: tier"))));
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public List<Failure> failing() {
    return failing;
  }

  /** Nobody waits: it is never fresher than that. */
  @Override
  public boolean caughtUpWith(Optional<CustomerKey> of, Instant time, Duration atMost) {
    waitedFor.add(of);
    return !time.isAfter(AS_OF);
  }

  @Override
  public List<PartitionProgress> progress() {
    List<PartitionProgress> progress = new ArrayList<>();
    progress.add(new PartitionProgress(0, true, OptionalLong.of(3), AS_OF));
    progress.add(new PartitionProgress(1, false, OptionalLong.empty(), Instant.EPOCH));
    return progress;
  }

  @Override
  public ClusterStatus status() {
    return new ClusterStatus(
        "RUNNING",
        List.of(new Instance("10.0.0.1", 8084, true, List.of(0), List.of(1))),
        progress(),
        Optional.of(Map.of("customers", 0L)),
        2,
        bringing,
        failing);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    registry.counter("fake.stream").increment();
  }

  private final class OnlyPartition implements OwnedPartition {

    @Override
    public int number() {
      return 0;
    }

    @Override
    public int count() {
      return 1;
    }

    @Override
    public <T> Optional<T> customer(CustomerKey key, Read<T> read) {
      return Optional.ofNullable(customers.get(key)).map(state -> read.of(state, 100));
    }

    @Override
    public void customers(String tenant, Look look) {
      Iterator<Map.Entry<String, CustomerState>> all = states(tenant).entrySet().iterator();
      boolean more = true;
      while (more && all.hasNext()) {
        Map.Entry<String, CustomerState> one = all.next();
        more = look.at(one.getKey(), one.getValue());
      }
    }

    @Override
    public LiveTask task() {
      return new OnlyTask();
    }

    @Override
    public Instant now() {
      return TestServer.NOW;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }
  }

  private NavigableMap<String, CustomerState> states(String tenant) {
    NavigableMap<String, CustomerState> states = new TreeMap<>();
    customers.forEach(
        (key, state) -> {
          if (key.tenant().equals(tenant)) {
            states.put(key.customer(), state);
          }
        });
    return states;
  }

  /** Figures that were set, and lists of the customers that there are. */
  private final class OnlyTask implements LiveTask {

    @Override
    public ReadOnlyKeyValueStore<String, byte[]> store(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TenantAggregates aggregates(String tenant) {
      return aggregates.getOrDefault(tenant, TenantAggregates.EMPTY);
    }

    @Override
    public RulesProgress bringing() {
      return bringing;
    }

    @Override
    public CohortAggregates cohorts(String tenant, Granularity granularity, int from, int to) {
      CohortAggregates all = cohorts.getOrDefault(granularity, CohortAggregates.EMPTY);
      Map<Integer, List<CohortAggregates.Cell>> asked =
          all.cohorts().entrySet().stream()
              .filter(cohort -> cohort.getKey() >= from && cohort.getKey() <= to)
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      return new CohortAggregates(asked, all.last());
    }

    @Override
    public NavigableMap<Integer, DayMigrations> migrations(
        String tenant, int fromEpochDay, int toEpochDay) {
      return migrations.subMap(fromEpochDay, true, toEpochDay, true);
    }

    @Override
    public SegmentCounts segments(String tenant) {
      return segments.getOrDefault(tenant, SegmentCounts.EMPTY);
    }

    @Override
    public List<Position> list(String tenant, CustomerQuery query) {
      CustomerIndex customerIndex = new CustomerIndex();
      states(tenant)
          .forEach((id, state) -> customerIndex.move(id, Optional.empty(), Optional.of(state)));
      return customerIndex.page(query, predictions(tenant), TestServer.NOW);
    }

    @Override
    public PurchaseHistogram purchases(String tenant) {
      return purchases.getOrDefault(tenant, new PurchaseHistogram());
    }

    @Override
    public Predictions predictions(String tenant) {
      return FakeLiveState.this.predictions(tenant);
    }

    @Override
    public long processedUntil() {
      return AS_OF.toEpochMilli();
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
}
