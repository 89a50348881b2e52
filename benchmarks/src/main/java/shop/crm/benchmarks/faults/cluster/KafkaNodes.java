package shop.crm.benchmarks.faults.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import shop.crm.benchmarks.process.JavaProgram;
import shop.crm.benchmarks.process.ServerProcess;
import shop.crm.standalone.data.Ports;

/** Kafka: nodes that are broker and controller, each a process of its own, as Kafka ships it. */
public final class KafkaNodes implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final Duration STARTING = Duration.ofMinutes(2);
  private static final int MAX_REPLICAS = 3;

  private final List<ServerProcess> nodes;
  private final String bootstrap;

  private KafkaNodes(List<ServerProcess> nodes, String bootstrap) {
    this.nodes = nodes;
    this.bootstrap = bootstrap;
  }

  /** Starts so many. */
  static KafkaNodes start(Path directory, int count) throws IOException, InterruptedException {
    List<Integer> ports = ports(count);
    List<Integer> controllers = ports(count);
    String voters =
        IntStream.range(0, count)
            .mapToObj(node -> node + 1 + "@" + HOST + ":" + controllers.get(node))
            .collect(Collectors.joining(","));
    String bootstrap =
        ports.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
    String cluster = Uuid.randomUuid().toString();
    List<ServerProcess> nodes = new ArrayList<>();
    KafkaNodes kafka = new KafkaNodes(nodes, bootstrap);
    for (int node = 0; node < count; node++) {
      String name = "kafka-" + (node + 1);
      Path log = directory.resolve(name + ".log");
      Path settings = directory.resolve(name + ".properties");
      String listeners =
          "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
              .formatted(HOST, ports.get(node), HOST, controllers.get(node));
      Files.writeString(
          settings, settings(node + 1, voters, listeners, directory.resolve(name), count));
      format(log, cluster, settings);
      ServerProcess process =
          new ServerProcess(
              name,
              log,
              () ->
                  JavaProgram.of(
                      List.of("-Xms128m", "-Xmx512m"), "kafka.Kafka", settings.toString()));
      process.start();
      nodes.add(process);
    }
    try {
      for (int port : ports) {
        Waiting.until("a listening Kafka", STARTING, () -> Waiting.listens(HOST, port));
      }
      kafka.awaitAnswer();
    } catch (IOException | InterruptedException e) {
      kafka.close();
      throw e;
    }
    return kafka;
  }

  private static List<Integer> ports(int count) {
    return IntStream.range(0, count).mapToObj(_ -> Ports.claim("kafka", HOST, 0)).toList();
  }

  /** Kafka's own defaults but where one node, or a small machine, wants something else. */
  private static String settings(int id, String voters, String listeners, Path data, int replicas) {
    int copies = Math.min(MAX_REPLICAS, replicas);
    return """
        process.roles=broker,controller
        node.id=%d
        controller.quorum.voters=%s
        listeners=%s
        controller.listener.names=CONTROLLER
        log.dirs=%s
        auto.create.topics.enable=false
        offsets.topic.replication.factor=%d
        offsets.topic.num.partitions=10
        transaction.state.log.replication.factor=%d
        transaction.state.log.num.partitions=10
        transaction.state.log.min.isr=%d
        group.initial.rebalance.delay.ms=0
        """
        .formatted(id, voters, listeners, data, copies, copies, Math.min(2, copies));
  }

  private static void format(Path log, String cluster, Path settings)
      throws IOException, InterruptedException {
    Process format =
        JavaProgram.of(
                List.of(),
                "kafka.tools.StorageTool",
                "format",
                "-t",
                cluster,
                "-c",
                settings.toString())
            .redirectOutput(log.toFile())
            .start();
    if (format.waitFor() != 0) {
      throw new IOException("Kafka's storage could not be formatted, see " + log);
    }
  }

  /** Waits until all nodes that run are in the cluster. */
  public void awaitAnswer() throws IOException, InterruptedException {
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_000);
    long running = nodes.stream().filter(ServerProcess::alive).count();
    try (Admin admin = Admin.create(config)) {
      Waiting.until(
          "an answer of Kafka",
          STARTING,
          () -> {
            try {
              return admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).size() >= running;
            } catch (ExecutionException | TimeoutException _) {
              // It is about to listen.
              return false;
            }
          });
    }
  }

  /** Its nodes. */
  public List<ServerProcess> nodes() {
    return List.copyOf(nodes);
  }

  String bootstrap() {
    return bootstrap;
  }

  int replicas() {
    return Math.min(MAX_REPLICAS, nodes.size());
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
  }
}
