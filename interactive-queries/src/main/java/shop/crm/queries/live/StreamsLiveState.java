package shop.crm.queries.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.schemas.Stores;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.CohortTallies;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.AuditReport;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.roster.RosterQuery;
import shop.crm.topology.task.TaskFailures.Failure;

/**
 * Live state from the stores of a running stream. An answer's freshness is taken before the read,
 * so that it never promises more than what was read.
 */
public final class StreamsLiveState implements LiveState, AutoCloseable {

  /** So many failures are told of: the metrics count all. */
  private static final int MAX_FAILURES = 20;

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
  private final Cluster cluster;
  private final CaredFor caredFor;
  private volatile boolean hasBeenReady;
  private final StoreReads reads;

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
    this.live = live;
    this.partitions = partitions;
    this.freshness = new FreshnessSampler(offsets, clock, partitions);
    this.standbys = new StandbyFreshness(streams, freshness, live);
    this.tallier = new Tallier(live, peers, partitions);
    this.cluster = new Cluster(streams, self);
    this.reads = new StoreReads(streams, standbys, cluster, this::asOf, clock, partitions);
    this.caredFor = new CaredFor(streams, live, reads::partition);
    this.lists = new CustomerLists(live, customerPeers, reads);
    this.previews = new Previews(live, previewPeers, reads);
    this.purchases = new PurchaseGatherer(tallier, purchasePeers);
    this.movements = new Movements(tallier, peers, cluster::others);
  }

  /**
   * Reads the state of {@code streams}, which may be started before or after. Close it before the
   * stream.
   *
   * @param config what the stream was made with: application id, {@code application.server} and how
   *     to reach Kafka
   * @param live where the stream's tasks register
   * @param partitions partitions of the input topics
   * @param secret what proves its questions to other instances
   */
  public static StreamsLiveState start(
      KafkaStreams streams,
      Properties config,
      LiveTasks live,
      Clock clock,
      int partitions,
      Optional<ClusterSecret> secret) {
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
            new PeerTallies(secret),
            new PeerCustomers(secret),
            new PeerPreviews(secret),
            new PeerPurchases(secret),
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
  public <T> Located<Optional<T>> customer(CustomerKey key, Function<CustomerState, T> read) {
    return reads.read(key, reader -> reader.customer(key, read));
  }

  @Override
  public <T> Located<Optional<T>> history(CustomerKey key, Function<History, T> read) {
    return reads.history(key, read);
  }

  @Override
  public Located<Map<String, CustomerState>> customers(String tenant, Collection<String> ids) {
    return reads.bounded(() -> orUnavailable(lists.some(tenant, ids, cluster::others)));
  }

  @Override
  public Located<ListPage> list(String tenant, RosterQuery query) {
    return reads.bounded(() -> orUnavailable(lists.list(tenant, query, cluster::others)));
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
        .orElseGet(() -> new Located.Unavailable<>(StoreReads.RETRY_AFTER));
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
        .orElseGet(() -> new Located.Unavailable<>(StoreReads.RETRY_AFTER));
  }

  @Override
  public Located<Thresholds> thresholds(String tenant) {
    return reads.global(
        Stores.THRESHOLDS,
        tenant,
        stored -> stored.map(ThresholdsJson::read).orElse(Thresholds.NONE));
  }

  @Override
  public Located<Optional<ClvModel>> clvModel(String tenant) {
    return reads.global(
        Stores.CLV_MODELS, tenant, stored -> stored.flatMap(ClvModelJson::readable));
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

  @Override
  public boolean caresFor(String tenant) {
    return caredFor.includes(tenant);
  }

  @Override
  public List<String> newsOfCaredFor() {
    return caredFor.news();
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
    return hasBeenReady && streams.state().isRunningOrRebalancing() && failing().isEmpty();
  }

  @Override
  public List<Failure> failing() {
    return live.failures().failing();
  }

  @Override
  public boolean caughtUpWith(Optional<CustomerKey> of, Instant time, Duration atMost)
      throws InterruptedException {
    List<Integer> meant =
        of.map(key -> List.of(reads.of(key)))
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
        streams.state().name(),
        cluster.instances(),
        progress(),
        cluster.restoring(),
        live.erasuresUnderWay(),
        bringing(),
        live.failures().newest(MAX_FAILURES));
  }

  private RulesProgress bringing() {
    return tallier.local((_, task) -> task.bringing()).stream()
        .reduce(RulesProgress.EMPTY, RulesProgress::plus);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    streams.meters().bindTo(registry);
    Gauge.builder("crm.customers.to.bring", () -> bringing().left())
        .description("Customers here who have still to be brought to other rules or thresholds")
        .register(registry);
  }

  @Override
  public void close() {
    caredFor.close();
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
