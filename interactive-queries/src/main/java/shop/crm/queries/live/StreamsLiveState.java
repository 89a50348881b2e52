package shop.crm.queries.live;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.PeerHttp;
import shop.crm.queries.live.earlier.EarlierInstances;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.AuditReport;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.task.TaskFailures.Failure;

/**
 * Live state from the stores of a running stream. An answer's freshness is taken before the read,
 * so that it never promises more than what was read.
 */
public final class StreamsLiveState implements LiveState, AutoCloseable {

  private final StreamsView streams;
  private final InputOffsets offsets;
  private final Questions.Peers peers;
  private final LiveTasks live;
  private final int partitions;
  private final FreshnessSampler freshness;
  private final StandbyFreshness standbys;
  private final StreamStatus status;
  private final StoreReads reads;
  private final Questions questions;
  private final CaredFor caredFor;

  StreamsLiveState(
      StreamsView streams,
      InputOffsets offsets,
      Questions.Peers peers,
      LiveTasks live,
      HostInfo self,
      Clock clock,
      int partitions) {
    this.streams = streams;
    this.offsets = offsets;
    this.peers = peers;
    this.live = live;
    this.partitions = partitions;
    this.freshness = new FreshnessSampler(offsets, clock, partitions);
    this.standbys = new StandbyFreshness(streams, freshness, live);
    Cluster cluster = new Cluster(streams, self);
    this.status = new StreamStatus(streams, cluster, live, freshness, partitions);
    this.reads = new StoreReads(streams, standbys, cluster, status, clock, partitions);
    this.questions = new Questions(live, peers, cluster::others, reads);
    this.caredFor = new CaredFor(streams, live, reads::partition);
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
   * @param peers how they are reached; it is closed with this
   */
  public static StreamsLiveState start(
      KafkaStreams streams,
      Properties config,
      LiveTasks live,
      Clock clock,
      int partitions,
      Optional<ClusterSecret> secret,
      PeerHttp peers) {
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
            new PeerClient(secret, peers, new EarlierInstances(System::nanoTime)),
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
  public <A> Located<A> ask(PartitionQuestion<?, A> question, BooleanSupplier cancelled) {
    return questions.ask(question, cancelled);
  }

  @Override
  public <P> Located<List<Part<P>>> answer(
      PartitionQuestion<P, ?> question, BooleanSupplier cancelled) {
    return questions.answer(question, cancelled);
  }

  @Override
  public Located<Thresholds> thresholds(String tenant) {
    return reads.global(
        StoreNames.THRESHOLDS,
        tenant,
        stored -> stored.map(ThresholdsJson::read).orElse(Thresholds.NONE));
  }

  @Override
  public Located<Optional<ClvModel>> clvModel(String tenant) {
    return reads.global(
        StoreNames.CLV_MODELS, tenant, stored -> stored.flatMap(ClvModelJson::readable));
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
    return status.ready();
  }

  @Override
  public List<Failure> failing() {
    return status.failing();
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
  public List<PartitionProgress> progress() {
    return status.progress();
  }

  @Override
  public ClusterStatus status() {
    return status.all();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    status.bindTo(registry);
  }

  @Override
  public void close() {
    caredFor.close();
    freshness.close();
    standbys.close();
    peers.close();
    offsets.close();
    streams.close();
  }
}
