package shop.crm.standalone.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.common.Feature;
import org.slf4j.LoggerFactory;

/**
 * One Kafka node, broker and controller, in this process; on loopback only, its data in a
 * directory. It uses classes of {@code kafka.server}, which are not API: all of that is in this
 * class.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final String LISTENER = "PLAINTEXT";

  /** Where the only voter would be dialled, if it had to be; it never is. */
  private static final String NOWHERE = "127.0.0.1:9";

  private final BrokerServer broker;
  private final ControllerServer controller;

  private EmbeddedKafka(BrokerServer broker, ControllerServer controller) {
    this.broker = broker;
    this.controller = controller;
  }

  /**
   * Starts a node; what an earlier one left in the directory is there again.
   *
   * @param directory where its data lives; made if absent
   * @param port where it listens; 0 for any free port
   * @throws IOException if the directory cannot be made or written
   */
  public static EmbeddedKafka start(Path directory, int port) throws IOException {
    Files.createDirectories(directory);
    KafkaConfig config = new KafkaConfig(properties(directory, port), false);
    if (!Files.exists(directory.resolve("meta.properties"))) {
      format(directory);
    }
    var log = LoggerFactory.getLogger(EmbeddedKafka.class);
    var initialized = KafkaRaftServer.initializeLogDirs(config, log, "");
    String clusterId = initialized._1().clusterId().orElseThrow();
    Metrics metrics = Server.initializeMetrics(config, Time.SYSTEM, clusterId);
    SharedServer shared =
        new SharedServer(
            config,
            initialized._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    BrokerServer broker = new BrokerServer(shared);
    ControllerServer controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), initialized._2());
    controller.startup();
    broker.startup();
    return new EmbeddedKafka(broker, controller);
  }

  private static Map<String, Object> properties(Path directory, int port) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("listeners", LISTENER + "://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:0");
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("inter.broker.listener.name", LISTENER);
    properties.put("controller.quorum.bootstrap.servers", NOWHERE);
    properties.put("log.dirs", directory.toString());
    properties.put("auto.create.topics.enable", "false");
    // Room for the longest dead letter.
    properties.put("socket.request.max.bytes", String.valueOf(64 << 20));
    // One node: nothing has a second copy, and the internal topics need few partitions.
    for (String topic : new String[] {"offsets.topic", "transaction.state.log"}) {
      properties.put(topic + ".replication.factor", "1");
      properties.put(topic + ".num.partitions", "4");
    }
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "2");
    properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
    // A start after kill -9 waits until the registration of the node before has run out.
    properties.put("broker.session.timeout.ms", "4000");
    properties.put("broker.heartbeat.interval.ms", "500");
    // And until the transactions that were open then have timed out, and that was noticed.
    properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    return properties;
  }

  private static void format(Path directory) throws IOException {
    try (PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(quiet)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setHasDynamicQuorum(true)
          .setInitialControllers(DynamicVoters.parse("1@" + NOWHERE + ":" + Uuid.randomUuid()))
          .run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("formatting " + directory + " for Kafka failed", e);
    }
  }

  /** Where clients reach it: {@code host:port}. */
  public String bootstrap() {
    return "127.0.0.1:" + broker.boundPort(ListenerName.normalised(LISTENER));
  }

  /** Stops it; the broker first, since it hands over to the controller. */
  @Override
  public void close() {
    broker.shutdown();
    broker.awaitShutdown();
    controller.shutdown();
    controller.awaitShutdown();
  }
}
