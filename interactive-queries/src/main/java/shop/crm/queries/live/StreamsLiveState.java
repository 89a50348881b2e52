package shop.crm.queries.live;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Ids;
import shop.crm.schemas.Stores;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Thresholds;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.DayMigrations;
import shop.crm.topology.LiveTasks;
import shop.crm.topology.LiveTasks.AuditReport;
import shop.crm.topology.LiveTasks.LiveTask;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.CohortTallies;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.roster.RosterQuery;

/**
 * Live state from the stores of a running stream. An answer's freshness is taken before the read,
 * so that it never promises more than what was read.
 */
public final class StreamsLiveState implements LiveState, AutoCloseable {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final StreamsView streams;
  private final InputOffsets offsets;
  private final Tallier.Peers peers;
  private final CustomerLists.Peers customerPeers;
  private final Previews.Peers previewPeers;
  private final PurchaseGatherer.Peers purchasePeers;
  private final LiveTasks live;
  private final int partitions;
  private final FreshnessSampler freshness;
  private final StandbyFreshness standbys;
  private final Tallier tallier;
  private final Movements movements;
  private final CustomerLists lists;
  private final Previews previews;
  private final PurchaseGatherer purchases;
  private final Clock clock;
  private final Cluster cluster;
  private volatile boolean hasBeenReady;
  private final AtomicReferenceArray<Optional<CustomerReader>> readers;

  /** Reads contend with the stream's threads for each store; more at once only make both wait. */
  private final Semaphore reads =
      new Semaphore(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()), true);

  StreamsLiveState(
      StreamsView streams,
      InputOffsets offsets,
      Tallier.Peers peers,
      CustomerLists.Peers customerPeers,
      Previews.Peers previewPeers,
      PurchaseGatherer.Peers purchasePeers,
      LiveTasks live,
      HostInfo self,
      Clock clock,
      int partitions) {
    this.streams = streams;
    this.offsets = offsets;
    this.peers = peers;
    this.customerPeers = customerPeers;
    this.previewPeers = previewPeers;
    this.purchasePeers = purchasePeers;
    this.clock = clock;
    this.live = live;
    this.partitions = partitions;
    this.freshness = new FreshnessSampler(offsets, clock, partitions);
    this.standbys = new StandbyFreshness(streams, freshness);
    this.tallier = new Tallier(live, peers, partitions);
    this.lists = new CustomerLists(live, customerPeers, new Reading());
    this.previews = new Previews(live, previewPeers, new Reading());
    this.purchases = new PurchaseGatherer(tallier, purchasePeers);
    this.cluster = new Cluster(streams, self);
    this.movements = new Movements(tallier, peers, cluster::others);
    this.readers = new AtomicReferenceArray<>(partitions);
    IntStream.range(0, partitions).forEach(partition -> readers.set(partition, Optional.empty()));
  }

  /**
   * Reads the state of {@code streams}, which may be started before or after. Close it before the
   * stream.
   *
   * @param config what the stream was made with: application id, {@code application.server} and how
   *     to reach Kafka
   * @param live where the stream's tasks register
   * @param partitions partitions of the input topics
   */
  public static StreamsLiveState start(
      KafkaStreams streams, Properties config, LiveTasks live, Clock clock, int partitions) {
    StreamsConfig settings = new StreamsConfig(config);
    String applicationId = settings.getString(StreamsConfig.APPLICATION_ID_CONFIG);
    Admin admin = Admin.create(settings.getAdminConfigs(applicationId + "-freshness"));
    StreamsLiveState state =
        new StreamsLiveState(
            StreamsView.of(streams, live),
            new KafkaInputOffsets(
                admin,
                applicationId,
                List.of(
                    Topics.ORDERS, Topics.PROFILES, Topics.LOYALTY_ENTRIES, Topics.SEGMENT_MEMBERS),
                partitions),
            new PeerTallies(),
            new PeerCustomers(),
            new PeerPreviews(),
            new PeerPurchases(),
            live,
            self(settings.getString(StreamsConfig.APPLICATION_SERVER_CONFIG)),
            clock,
            partitions);
    state.freshness.start();
    state.standbys.start();
    return state;
  }

  /** Looks once how fresh everything is. */
  void sample() {
    freshness.sample();
    standbys.sample();
  }

  private static HostInfo self(String applicationServer) {
    return applicationServer.isEmpty()
        ? HostInfo.unavailable()
        : HostInfo.buildFromEndpoint(applicationServer);
  }

  @Override
  public Located<Optional<CustomerState>> customer(CustomerKey key) {
    return read(key, reader -> reader.customer(key));
  }

  @Override
  public <T> Located<Optional<T>> history(CustomerKey key, Function<History, T> read) {
    return read(key, reader -> reader.history(key, read));
  }

  @Override
  public Located<Map<String, CustomerState>> customers(String tenant, Collection<String> ids) {
    return bounded(() -> orUnavailable(lists.some(tenant, ids, cluster::others)));
  }

  @Override
  public Located<List<Listed>> list(String tenant, RosterQuery query) {
    return bounded(() -> orUnavailable(lists.list(tenant, query, cluster::others)));
  }

  @Override
  public List<PartitionCustomers> local(PeerCustomers.Question question) {
    return lists.local(question);
  }

  /** Takes none of the permits that short reads share: it has limits of its own. */
  @Override
  public Located<Preview> preview(Preview.Question question, BooleanSupplier cancelled) {
    return previews.all(question, cluster::others, cancelled);
  }

  @Override
  public Located<List<Preview.Part>> localPreview(
      Preview.Question question, BooleanSupplier cancelled) {
    return previews.local(question, cancelled);
  }

  private static <T> Located<T> orUnavailable(Optional<Located.Here<T>> here) {
    return here.<Located<T>>map(Function.identity())
        .orElseGet(() -> new Located.Unavailable<>(RETRY_AFTER));
  }

  /** The partitions as the lists of customers read them. */
  private final class Reading implements CustomerLists.Partitions {

    @Override
    public int count() {
      return partitions;
    }

    @Override
    public int of(CustomerKey key) {
      return partition(key);
    }

    @Override
    public Instant asOf(int partition) {
      return StreamsLiveState.this.asOf(partition);
    }

    @Override
    public Instant now() {
      return clock.instant();
    }

    @Override
    public CustomerReader reader(int partition) {
      try {
        return StreamsLiveState.this.reader(partition);
      } catch (InvalidStateStoreException e) {
        readers.set(partition, Optional.empty());
        throw e;
      }
    }

    @Override
    public Optional<PartitionCustomers> standby(
        int partition, String tenant, Collection<String> ids) {
      try {
        return standbys
            .asOf(partition)
            .map(
                asOf ->
                    new PartitionCustomers(
                        partition, asOf, CustomerLists.rows(open(partition, true), tenant, ids)));
      } catch (InvalidStateStoreException e) {
        return Optional.empty();
      }
    }
  }

  private <T> Located<T> read(CustomerKey key, Function<CustomerReader, T> read) {
    int partition = partition(key);
    return bounded(
        () -> {
          try {
            Freshness fresh = new Freshness(asOf(partition), false);
            return new Located.Here<>(read.apply(reader(partition)), fresh);
          } catch (InvalidStateStoreException e) {
            readers.set(partition, Optional.empty());
            return elsewhere(key, partition, read);
          }
        });
  }

  private int partition(CustomerKey key) {
    return partition(key.toString());
  }

  /** The partition of the records of a key, as Kafka's producers choose it by default. */
  private int partition(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }

  private CustomerReader reader(int partition) {
    return readers
        .get(partition)
        .orElseGet(
            () -> {
              CustomerReader reader = open(partition, false);
              readers.set(partition, Optional.of(reader));
              return reader;
            });
  }

  private CustomerReader open(int partition, boolean stale) {
    if (!streams.state().isRunningOrRebalancing()) {
      throw new InvalidStateStoreException("the stream is " + streams.state());
    }
    return new CustomerReader(
        streams.store(Stores.CUSTOMERS, partition, stale),
        streams.store(Stores.HISTORY, partition, stale));
  }

  private <T> Located<T> elsewhere(
      CustomerKey key, int partition, Function<CustomerReader, T> read) {
    if (!streams.state().isRunningOrRebalancing()) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    KeyQueryMetadata owner = streams.owner(key);
    boolean unknown =
        owner.equals(KeyQueryMetadata.NOT_AVAILABLE)
            || owner.activeHost().equals(HostInfo.unavailable())
            || owner.activeHost().port() < 0;
    if (unknown || owner.activeHost().equals(cluster.self())) {
      return standby(partition, read);
    }
    return new Located.Elsewhere<>(
        owner.activeHost(), () -> bounded(() -> standby(partition, read)));
  }

  private <T> Located<T> standby(int partition, Function<CustomerReader, T> read) {
    Optional<Instant> asOf = standbys.asOf(partition);
    if (asOf.isEmpty()) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    try {
      T value = read.apply(open(partition, true));
      return new Located.Here<>(value, new Freshness(asOf.get(), true));
    } catch (InvalidStateStoreException e) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
  }

  /** A read of stores. */
  private interface Read<T> {
    Located<T> now();
  }

  private <T> Located<T> bounded(Read<T> read) {
    try {
      if (!reads.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Located.Unavailable<>(RETRY_AFTER);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    try {
      return read.now();
    } finally {
      reads.release();
    }
  }

  @Override
  public Located<TenantTallies> tallies(String tenant) {
    return gathered(
        () -> tallier.all(tenant, cluster::others),
        parts ->
            parts.stream()
                .map(PartitionTallies::tallies)
                .reduce(TenantTallies.EMPTY, TenantTallies::plus));
  }

  @Override
  public Located<SegmentCounts> segments(String tenant) {
    return gathered(
        () -> tallier.all(tenant, cluster::others),
        parts ->
            parts.stream()
                .map(PartitionTallies::segments)
                .reduce(SegmentCounts.EMPTY, SegmentCounts::plus));
  }

  @Override
  public Located<CohortTallies> cohorts(String tenant, CohortQuery query) {
    return gathered(() -> movements.cohorts(tenant, query), Function.identity());
  }

  @Override
  public Located<NavigableMap<Integer, DayMigrations>> migrations(
      String tenant, int fromEpochDay, int toEpochDay) {
    return gathered(
        () -> movements.migrations(tenant, fromEpochDay, toEpochDay), Function.identity());
  }

  /** What is complete or not there at all; its freshness is taken before it is read. */
  private <P, T> Located<T> gathered(Supplier<Optional<P>> all, Function<P, T> sum) {
    Instant asOf =
        IntStream.range(0, partitions)
            .mapToObj(this::asOf)
            .min(Instant::compareTo)
            .orElse(Instant.EPOCH);
    return all.get()
        .<Located<T>>map(parts -> new Located.Here<>(sum.apply(parts), new Freshness(asOf, false)))
        .orElseGet(() -> new Located.Unavailable<>(RETRY_AFTER));
  }

  @Override
  public Located<Thresholds> thresholds(String tenant) {
    return global(
        Stores.THRESHOLDS,
        tenant,
        stored -> stored.map(Thresholds::fromJson).orElse(Thresholds.NONE));
  }

  @Override
  public Located<Optional<ClvModel>> clvModel(String tenant) {
    return global(Stores.CLV_MODELS, tenant, stored -> stored.flatMap(ClvModelJson::readable));
  }

  private <T> Located<T> global(String store, String key, Function<Optional<byte[]>, T> read) {
    if (!streams.state().isRunningOrRebalancing()) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    return bounded(
        () -> {
          try {
            Optional<byte[]> stored = Optional.ofNullable(streams.global(store).get(key));
            return new Located.Here<>(read.apply(stored), new Freshness(Instant.EPOCH, false));
          } catch (InvalidStateStoreException e) {
            return new Located.Unavailable<>(RETRY_AFTER);
          }
        });
  }

  /** Takes none of the permits that short reads share: it is no read of stores. */
  @Override
  public Located<PurchaseHistogram> purchases(String tenant) {
    return gathered(() -> purchases.all(tenant, cluster::others), Function.identity());
  }

  @Override
  public List<PartitionPurchases> localPurchases(String tenant) {
    return purchases.local(tenant);
  }

  /** Whoever has orders has thresholds; whoever owns the key that is the tenant's name cares. */
  @Override
  public List<String> caredFor() {
    List<String> tenants = new ArrayList<>();
    try (var rows = streams.global(Stores.THRESHOLDS).all()) {
      rows.forEachRemaining(row -> tenants.add(row.key));
    } catch (InvalidStateStoreException e) {
      return List.of();
    }
    return tenants.stream()
        .filter(tenant -> Ids.isValid(tenant) && live.task(partition(tenant)).isPresent())
        .toList();
  }

  @Override
  public List<PartitionTallies> localTallies(String tenant) {
    return tallier.local(tenant);
  }

  @Override
  public List<PartitionCohorts> localCohorts(String tenant, CohortQuery query) {
    return movements.localCohorts(tenant, query);
  }

  @Override
  public List<PartitionMigrations> localMigrations(
      String tenant, int fromEpochDay, int toEpochDay) {
    return movements.localMigrations(tenant, fromEpochDay, toEpochDay);
  }

  @Override
  public CompletableFuture<List<AuditReport>> audit() {
    List<CompletableFuture<AuditReport>> audits =
        IntStream.range(0, partitions)
            .mapToObj(live::task)
            .flatMap(Optional::stream)
            .map(LiveTask::audit)
            .toList();
    return CompletableFuture.allOf(audits.toArray(CompletableFuture[]::new))
        .thenApply(done -> audits.stream().map(CompletableFuture::join).toList());
  }

  @Override
  public boolean ready() {
    if (!hasBeenReady && streams.state() == KafkaStreams.State.RUNNING) {
      hasBeenReady =
          freshness.caughtUp()
              && cluster.covers(partitions)
              && live.partitions().containsAll(cluster.own());
    }
    return hasBeenReady && streams.state().isRunningOrRebalancing();
  }

  @Override
  public boolean caughtUpWith(Optional<CustomerKey> of, Instant time, Duration atMost)
      throws InterruptedException {
    List<Integer> meant =
        of.map(key -> List.of(partition(key)))
            .orElseGet(() -> IntStream.range(0, partitions).boxed().toList());
    return freshness.await(meant, time, atMost);
  }

  @Override
  public List<Progress> progress() {
    return IntStream.range(0, partitions)
        .mapToObj(
            partition ->
                new Progress(
                    partition,
                    live.task(partition).isPresent(),
                    freshness.lag(partition),
                    asOf(partition)))
        .toList();
  }

  private Instant asOf(int partition) {
    return freshness
        .asOf(partition)
        .or(
            () ->
                live.task(partition)
                    .map(t -> Instant.ofEpochMilli(Math.max(0, t.processedUntil()))))
        .orElse(Instant.EPOCH);
  }

  @Override
  public ClusterStatus status() {
    return new ClusterStatus(
        streams.state().name(), cluster.instances(), progress(), cluster.restoring());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    streams.meters().bindTo(registry);
  }

  @Override
  public void close() {
    freshness.close();
    standbys.close();
    peers.close();
    customerPeers.close();
    previewPeers.close();
    purchasePeers.close();
    offsets.close();
    streams.close();
  }
}
