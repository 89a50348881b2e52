package shop.crm.standalone.streams;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.data.LastRules;
import shop.crm.standalone.failure.ServiceFailed;
import shop.crm.topology.CrmTopology;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesConfiguration;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.rules.RulesOrder.LastStart;
import shop.crm.topology.rules.RulesVersion;
import shop.crm.topology.settings.TopologySettings;

/** The running topology. */
public final class StreamsRuntime implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsRuntime.class);
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final KafkaStreams streams;
  private final Properties properties;
  private final LiveTasks tasks;
  private final TopologySettings settings;
  private final RulesInForce rules;
  private final CompletableFuture<ServiceFailed> failure;

  private StreamsRuntime(
      KafkaStreams streams,
      Properties properties,
      LiveTasks tasks,
      TopologySettings settings,
      RulesInForce rules,
      CompletableFuture<ServiceFailed> failure) {
    this.streams = streams;
    this.properties = properties;
    this.tasks = tasks;
    this.settings = settings;
    this.rules = rules;
    this.failure = failure;
  }

  /**
   * Creates the topics that are missing, finds out which rules are in force, and starts processing.
   *
   * @param kafka how Kafka is reached, as properties of clients
   * @param advertised {@code host:port} by which other instances reach this one
   * @param tasks where the topology's tasks register
   * @throws shop.crm.standalone.CannotStart where the topics that are there do not fit
   * @throws ServiceFailed where Kafka does not answer, or refuses
   * @throws IOException where the data directory fails
   */
  public static StreamsRuntime start(
      Configuration configuration,
      Map<String, Object> kafka,
      String advertised,
      LiveTasks tasks,
      Clock clock)
      throws IOException {
    int partitions =
        TopicSetup.ensure(
            kafka,
            configuration.topology().partitions(),
            configuration.kafka().replicationFactor(),
            configuration.topology().publishing().customerState(),
            configuration.postgres().auditRetention());
    TopologySettings settings = withPartitions(configuration.topology(), partitions);
    RulesInForce rules = agree(configuration, kafka, advertised, clock);
    Properties properties = new Properties();
    properties.putAll(StreamsConfiguration.of(configuration, kafka, advertised));
    KafkaStreams streams = new KafkaStreams(CrmTopology.build(settings, rules, tasks), properties);
    CompletableFuture<ServiceFailed> failure = new CompletableFuture<>();
    streams.setUncaughtExceptionHandler(
        new ThreadFailures(
            clock,
            tasks.failures(),
            cause ->
                failure.complete(
                    new ServiceFailed("processing failed again and again: " + cause, cause))));
    streams.setStateListener((state, before) -> moved(state, before, failure));
    StreamsRuntime runtime =
        new StreamsRuntime(streams, properties, tasks, settings, rules, failure);
    try {
      streams.start();
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
    return runtime;
  }

  private static RulesInForce agree(
      Configuration configuration, Map<String, Object> kafka, String advertised, Clock clock)
      throws IOException {
    Path dataDir = configuration.dataDir();
    RulesConfiguration own =
        RulesConfiguration.of(
            configuration.topology().rules(), configuration.processing().rulesRevision());
    RulesVersion version =
        new RulesAgreement(kafka, own, LastRules.read(dataDir), advertised, clock).reach();
    LastRules.write(dataDir, new LastStart(own.hash(), version.number()));
    RulesInForce rules = new RulesInForce(own, version);
    LOG.info("version {} of the rules is in force, {}", version.number(), version.hash());
    if (!rules.isOwn()) {
      LOG.warn("{}", rules.notOwn());
    }
    return rules;
  }

  private static TopologySettings withPartitions(TopologySettings settings, int partitions) {
    return new TopologySettings(
        settings.rules(),
        settings.currency(),
        settings.defaultTenant(),
        partitions,
        settings.calculationInterval(),
        settings.recalculationChange(),
        settings.publishing());
  }

  private static void moved(
      KafkaStreams.State state,
      KafkaStreams.State before,
      CompletableFuture<ServiceFailed> failure) {
    LOG.info("processing is {}", state.name().toLowerCase(Locale.ROOT));
    if (state == KafkaStreams.State.ERROR) {
      failure.complete(
          new ServiceFailed(
              "processing stopped with an error", new IllegalStateException("was " + before)));
    }
  }

  /** Kafka Streams itself, for reads. */
  public KafkaStreams streams() {
    return streams;
  }

  /** What it was made with. */
  public Properties properties() {
    return (Properties) properties.clone();
  }

  /** The tasks that run here. */
  public LiveTasks tasks() {
    return tasks;
  }

  /** What the topology was built with: its partitions are those that the topics really have. */
  public TopologySettings settings() {
    return settings;
  }

  /** The rules in force. */
  public RulesInForce rules() {
    return rules;
  }

  /** Completed with the reason once processing has ended by itself. */
  public CompletionStage<ServiceFailed> failure() {
    return failure.minimalCompletionStage();
  }

  /** Commits, and leaves the group at once, so that others take over without waiting. */
  @Override
  public void close() {
    boolean closed =
        streams.close(
            CloseOptions.timeout(CLOSING)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!closed) {
      LOG.warn("processing has not ended within {} s", CLOSING.toSeconds());
    }
  }
}
