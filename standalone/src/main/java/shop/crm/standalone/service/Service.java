package shop.crm.standalone.service;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import shop.crm.connectors.DeadLetterCounters;
import shop.crm.connectors.ErrorText;
import shop.crm.connectors.postgres.Database;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.OutboxRelay;
import shop.crm.connectors.postgres.PostgresProfiles;
import shop.crm.connectors.postgres.PostgresSegments;
import shop.crm.connectors.postgres.ProfileSink;
import shop.crm.connectors.rabbitmq.InboundBridge;
import shop.crm.connectors.rabbitmq.OutboundBridge;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.queries.CrmServer;
import shop.crm.queries.NotListening;
import shop.crm.queries.Sources;
import shop.crm.queries.feed.Feed;
import shop.crm.queries.feed.FeedSettings;
import shop.crm.queries.feed.KafkaChangeLog;
import shop.crm.queries.jobs.ClvFitter;
import shop.crm.queries.jobs.ClvModelPublisher;
import shop.crm.queries.jobs.RecalculationPublisher;
import shop.crm.queries.live.StreamsLiveState;
import shop.crm.schemas.event.EventReader;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Secrets;
import shop.crm.standalone.data.DataDirectory;
import shop.crm.standalone.data.Endpoints;
import shop.crm.standalone.failure.CannotStart;
import shop.crm.standalone.failure.ServiceFailed;
import shop.crm.standalone.streams.SoleInstance;
import shop.crm.standalone.streams.StreamsRuntime;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.settings.TopologySettings;
import shop.crm.topology.task.TaskFailures;

/** A running service. */
public final class Service implements AutoCloseable {

  private final Configuration configuration;
  private final Backends backends;
  private final StreamsRuntime streams;
  private final Endpoints endpoints;
  private final List<String> warnings;
  private final Parts parts;

  private Service(
      Configuration configuration,
      Backends backends,
      StreamsRuntime streams,
      Endpoints endpoints,
      List<String> warnings,
      Parts parts) {
    this.configuration = configuration;
    this.backends = backends;
    this.streams = streams;
    this.endpoints = endpoints;
    this.warnings = warnings;
    this.parts = parts;
  }

  /**
   * Starts everything: what is not configured is embedded. The service answers when this returns;
   * that it has caught up is told by {@code /health/ready}.
   *
   * @throws CannotStart where a person has to change something first: port or data directory in
   *     use, topics that do not fit
   * @throws ServiceFailed where something that it depends on does not answer
   */
  public static Service start(Configuration configuration, Clock clock) {
    return startOrStop(configuration, clock, new Parts());
  }

  /**
   * The same, for a process that is nothing else: a signal to it stops in order what has started by
   * then.
   */
  public static Service startInForeground(Configuration configuration, Clock clock) {
    Parts parts = new Parts();
    Foreground.closeAtEnd(parts);
    return startOrStop(configuration, clock, parts);
  }

  private static Service startOrStop(Configuration configuration, Clock clock, Parts parts) {
    try {
      return start(configuration, clock, parts);
    } catch (IOException e) {
      parts.close();
      throw new ServiceFailed("the data directory failed: " + e, e);
    } catch (NotListening e) {
      parts.close();
      throw new CannotStart(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private static Service start(Configuration configuration, Clock clock, Parts parts)
      throws IOException {
    DataDirectory data = parts.add("data directory", DataDirectory.take(configuration.dataDir()));
    PrometheusMeterRegistry metrics = Metrics.registry(configuration.kafka().metrics());
    Listening listening = Listening.claim(configuration, data, metrics, clock, parts);
    Backends backends = Backends.start(configuration, data, parts);
    // First, since a wrong address is told here: an embedded Kafka starts meanwhile.
    Database database = parts.add("PostgreSQL", database(configuration, backends, metrics));
    Map<String, Object> kafka = backends.kafkaClient();
    if (!listening.sharesSecret() && !backends.kafkaIsEmbedded()) {
      SoleInstance.require(kafka);
    }
    TaskFailures failures = new TaskFailures(clock);
    LiveTasks live =
        new LiveTasks(new DeadLetterCounters(metrics, "kafka")::count, failures, clock);
    Metrics.of(live, metrics);
    StreamsRuntime streams =
        parts.add(
            "processing",
            StreamsRuntime.start(configuration, kafka, listening.advertised(), live, clock));
    StreamsLiveState state = parts.add("reads", liveState(streams, listening, clock));
    Callers callers = Callers.start(configuration.auth(), database, kafka, metrics, clock, parts);
    OutboxRelay relay = parts.add("outbox relay", new OutboxRelay(database, kafka, clock, metrics));
    Auditing audit = Auditing.start(configuration, database, kafka, parts, clock, metrics);
    ProfileSink sink = parts.add("profiles in", sink(database, kafka, streams, clock, metrics));
    RabbitSettings rabbit = backends.rabbit();
    InboundBridge inbound = parts.add("bridge in", inbound(rabbit, kafka, streams, clock, metrics));
    OutboundBridge outbound = parts.add("bridge out", new OutboundBridge(rabbit, kafka, metrics));
    relay.start();
    sink.start();
    inbound.start();
    outbound.start();
    Producer<String, byte[]> producer = parts.add("producer", producer(kafka));
    ClvFitter fitter = fitter(configuration, streams, state, producer, parts, clock, metrics);
    CrmServer server =
        parts.add(
            "HTTP",
            CrmServer.start(
                listening.settings(streams.settings()),
                new Sources(
                    state,
                    new PostgresProfiles(database, clock),
                    new PostgresSegments(database),
                    new Feed(new KafkaChangeLog(kafka), FeedSettings.standard(), metrics),
                    new Sources.Jobs(new RecalculationPublisher(producer, clock), fitter),
                    callers.statusBehind(
                        audit.statusBehind(
                            List.of(
                                inbound::status, outbound::status, sink::status, relay::status))),
                    callers.credentials(),
                    audit.log(),
                    streams.rules()),
                metrics,
                clock));
    Endpoints endpoints = endpoints(listening, backends);
    parts.add("endpoints", publish(endpoints, data.path()));
    List<String> warnings =
        Stream.concat(server.warnings().stream(), callers.advice().stream()).toList();
    return new Service(configuration, backends, streams, endpoints, warnings, parts);
  }

  private static ClvFitter fitter(
      Configuration configuration,
      StreamsRuntime streams,
      StreamsLiveState state,
      Producer<String, byte[]> producer,
      Parts parts,
      Clock clock,
      PrometheusMeterRegistry metrics) {
    ClvFitter fitter =
        parts.add(
            "fits of lifetime value",
            new ClvFitter(
                state,
                new ClvModelPublisher(producer),
                streams.rules()::timeZone,
                configuration.processing().clvFitInterval(),
                clock,
                metrics));
    fitter.start();
    return fitter;
  }

  private static StreamsLiveState liveState(
      StreamsRuntime streams, Listening listening, Clock clock) {
    return StreamsLiveState.start(
        streams.streams(),
        streams.properties(),
        streams.tasks(),
        clock,
        streams.settings().partitions(),
        listening.secret(),
        listening.peers());
  }

  private static InboundBridge inbound(
      RabbitSettings rabbit,
      Map<String, Object> kafka,
      StreamsRuntime streams,
      Clock clock,
      PrometheusMeterRegistry metrics) {
    TopologySettings topology = streams.settings();
    return new InboundBridge(rabbit, kafka, reader(streams), topology.currency(), clock, metrics);
  }

  private static ProfileSink sink(
      Database database,
      Map<String, Object> kafka,
      StreamsRuntime streams,
      Clock clock,
      PrometheusMeterRegistry metrics) {
    Duration backfillAge = streams.settings().publishing().backfillAge();
    return new ProfileSink(database, kafka, reader(streams), backfillAge, clock, metrics);
  }

  private static EventReader reader(StreamsRuntime streams) {
    TopologySettings settings = streams.settings();
    return new EventReader(
        settings.currency(), settings.defaultTenant(), streams.rules()::timeZone);
  }

  private static Database database(
      Configuration configuration, Backends backends, PrometheusMeterRegistry metrics) {
    try {
      return Database.open(backends.database(), configuration.postgres().pool(), metrics);
    } catch (DatabaseAway e) {
      throw new ServiceFailed("PostgreSQL does not answer: " + ErrorText.of(e.getCause()), e);
    } catch (IllegalStateException e) {
      throw new CannotStart(e.getMessage(), e);
    }
  }

  private static Producer<String, byte[]> producer(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "crm-requests");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  private static Endpoints endpoints(Listening listening, Backends backends) {
    URI amqp = backends.rabbit().broker().url();
    return new Endpoints(
        listening.localHttp(),
        listening.localInternal(),
        backends.bootstrapServers(),
        backends.rabbitIsEmbedded() ? amqp : URI.create(Secrets.withoutPassword(amqp)),
        backends.postgresIsEmbedded()
            ? backends.database()
            : URI.create(Secrets.withoutPassword(backends.database())));
  }

  private static AutoCloseable publish(Endpoints endpoints, Path dataDir) throws IOException {
    endpoints.write(dataDir);
    return () -> Endpoints.remove(dataDir);
  }

  /** What it was started with. */
  public Configuration configuration() {
    return configuration;
  }

  /** Where its parts are reached. */
  public Endpoints endpoints() {
    return endpoints;
  }

  /** Where RabbitMQ is reached, with what it takes to log in: keep it out of logs. */
  public RabbitSettings rabbit() {
    return backends.rabbit();
  }

  /** How Kafka is reached, as properties of clients: they may hold secrets. */
  public Map<String, Object> kafkaClient() {
    return backends.kafkaClient();
  }

  /** What the topology was built with: its partitions are those that the topics really have. */
  public TopologySettings topology() {
    return streams.settings();
  }

  /** The rules in force. */
  public RulesInForce rules() {
    return streams.rules();
  }

  /** What a person must know of how it is run, a line each. */
  List<String> warnings() {
    return warnings;
  }

  boolean kafkaIsEmbedded() {
    return backends.kafkaIsEmbedded();
  }

  boolean postgresIsEmbedded() {
    return backends.postgresIsEmbedded();
  }

  boolean rabbitIsEmbedded() {
    return backends.rabbitIsEmbedded();
  }

  /** Lets something be stopped with the service, before any part of it. */
  public void stopsBefore(String name, AutoCloseable part) {
    parts.add(name, part);
  }

  /** Completed with the reason once the service has failed by itself. */
  public CompletionStage<ServiceFailed> failure() {
    return streams.failure();
  }

  /**
   * Stops everything in order: HTTP, the bridges, processing, and what is embedded. Closing it
   * again does nothing.
   */
  @Override
  public void close() {
    parts.close();
  }
}
