package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import shop.crm.schemas.Topics;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.streams.TopicSetup;

/** An embedded Kafka with the service's topics in a directory of its own, which goes with it. */
final class Workbench implements AutoCloseable {

  private final Path directory;
  private final EmbeddedKafka kafka;
  private final Configuration configuration;

  private Workbench(Path directory, EmbeddedKafka kafka, Configuration configuration) {
    this.directory = directory;
    this.kafka = kafka;
    this.configuration = configuration;
  }

  /** A fresh one, configured as the service is where nothing is set but what the caller sets. */
  static Workbench open() throws IOException {
    Path directory = Files.createTempDirectory("crm-bench-");
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("CRM_DATA_DIR", directory.toString());
    environment.keySet().removeIf(name -> name.startsWith("KAFKA_"));
    Configuration configuration = Configuration.read(environment, Configuration.Missing.EMBEDDED);
    Workbench bench = new Workbench(directory, kafka, configuration);
    bench.createTopics();
    return bench;
  }

  private void createTopics() {
    List<NewTopic> topics =
        Topics.all(configuration.topology().partitions()).stream()
            .map(
                topic ->
                    new NewTopic(topic.name(), topic.partitions(), (short) 1)
                        .configs(erasable(topic.config())))
            .toList();
    try (Admin admin = admin()) {
      admin.createTopics(topics).all().get();
      TopicSetup.awaitLeaders(admin, topics);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new IllegalStateException("no topics", e);
    }
  }

  /** Rounds start from empty topics, but Kafka refuses to empty one that is only compacted. */
  private static Map<String, String> erasable(Map<String, String> config) {
    Map<String, String> erasable = new HashMap<>(config);
    erasable.replace(TopicConfig.CLEANUP_POLICY_CONFIG, "compact", "compact,delete");
    return erasable;
  }

  /** Empties topics: what an earlier round calculated must not be known to the next. */
  void emptyAllBut(Set<String> kept) throws InterruptedException, ExecutionException {
    try (Admin admin = admin()) {
      Backlog backlog = new Backlog(admin);
      for (Topics.Topic topic : Topics.all(configuration.topology().partitions())) {
        if (!kept.contains(topic.name())) {
          backlog.empty(topic.name(), topic.partitions());
        }
      }
    }
  }

  Configuration configuration() {
    return configuration;
  }

  Path directory() {
    return directory;
  }

  /** How Kafka is reached, as properties of clients. */
  Map<String, Object> client() {
    return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
  }

  Admin admin() {
    return Admin.create(client());
  }

  @Override
  public void close() {
    kafka.close();
    delete(directory);
  }

  static void delete(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("left behind: " + root, e);
    }
  }
}
