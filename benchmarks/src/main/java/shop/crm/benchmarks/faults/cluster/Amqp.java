package shop.crm.benchmarks.faults.cluster;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import shop.crm.benchmarks.process.ServerProcess;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.connectors.rabbitmq.RabbitConnections;
import shop.crm.standalone.data.Ports;
import shop.crm.standalone.embedded.EmbeddedRabbit;

/** The AMQP broker through which the shop publishes. */
public interface Amqp extends AutoCloseable {

  /** What it is, for the report. */
  String name();

  /** Where it answers. */
  URI url();

  /** Whether it was started for this, and so may be stopped. */
  boolean own();

  /** Stops it. */
  void stop() throws IOException, InterruptedException;

  /** Starts it again, with what it has kept, and waits until it answers. */
  void start() throws IOException, InterruptedException;

  /** Deletes what a service has made on a broker that goes on. */
  default void forget(String exchange, String queue) throws IOException {}

  @Override
  void close();

  /**
   * The one of {@code RABBITMQ_URL}; else a RabbitMQ of this machine's programs, on a directory of
   * its own; else an embedded broker.
   */
  static Amqp open(Path directory) throws IOException, InterruptedException {
    String given = System.getenv().getOrDefault("RABBITMQ_URL", "").strip();
    if (!given.isEmpty()) {
      return new Given(URI.create(given));
    }
    Optional<Path> program = program();
    Amqp amqp =
        program.isPresent() ? new Rabbit(program.get(), directory) : new Embedded(directory);
    try {
      amqp.start();
    } catch (IOException | InterruptedException e) {
      amqp.close();
      throw e;
    }
    return amqp;
  }

  private static Optional<Path> program() {
    // Debian's wrapper on the path changes user and directory: what it wraps comes first.
    String path = "/usr/lib/rabbitmq/bin:" + System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(":"))
        .map(directory -> Path.of(directory, "rabbitmq-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** One of somebody else. */
  record Given(URI url) implements Amqp {
    @Override
    public String name() {
      return "the RabbitMQ of RABBITMQ_URL";
    }

    @Override
    public boolean own() {
      return false;
    }

    @Override
    public void stop() {
      throw new IllegalStateException("it is somebody else's");
    }

    @Override
    public void start() {
      throw new IllegalStateException("it is somebody else's");
    }

    @Override
    public void forget(String exchange, String queue) throws IOException {
      try (Connection connection =
          RabbitConnections.open(new RabbitAddress(url), "crm bench faults")) {
        Channel channel = connection.createChannel();
        channel.queueDelete(queue);
        channel.exchangeDelete(exchange);
      } catch (TimeoutException e) {
        throw new IOException("RabbitMQ does not answer", e);
      }
    }

    @Override
    public void close() {
      // It stays.
    }
  }

  /** A RabbitMQ in a process of its own. */
  final class Rabbit implements Amqp {

    private static final Duration STARTING = Duration.ofMinutes(2);

    private final int port = Ports.claim("rabbitmq", "127.0.0.1", 0);
    private final int distribution = Ports.claim("rabbitmq", "127.0.0.1", 0);
    private final ServerProcess process;

    Rabbit(Path program, Path directory) throws IOException {
      Path home = Files.createDirectories(directory.resolve("rabbitmq"));
      Path plugins = Files.writeString(home.resolve("enabled_plugins"), "[].\n");
      Map<String, String> settings =
          Map.of(
              "HOME", home.toString(),
              "RABBITMQ_NODENAME", "crm-faults-" + port + "@localhost",
              "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
              "RABBITMQ_NODE_PORT", String.valueOf(port),
              "RABBITMQ_DIST_PORT", String.valueOf(distribution),
              "RABBITMQ_MNESIA_BASE", home.resolve("data").toString(),
              "RABBITMQ_LOG_BASE", home.resolve("log").toString(),
              "RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString(),
              "RABBITMQ_CONF_ENV_FILE", home.resolve("none").toString(),
              "RABBITMQ_CONFIG_FILE", home.resolve("none.conf").toString());
      process =
          new ServerProcess(
              "RabbitMQ",
              directory.resolve("rabbitmq.log"),
              () -> {
                ProcessBuilder builder = new ProcessBuilder(List.of(program.toString()));
                builder.environment().putAll(settings);
                return builder;
              });
    }

    @Override
    public String name() {
      return "RabbitMQ";
    }

    @Override
    public URI url() {
      return URI.create("amqp://guest:guest@127.0.0.1:" + port);
    }

    @Override
    public boolean own() {
      return true;
    }

    @Override
    public void stop() throws IOException, InterruptedException {
      process.stop();
    }

    @Override
    public void start() throws IOException, InterruptedException {
      process.start();
      Waiting.until("an answer of RabbitMQ", STARTING, this::answers);
    }

    private boolean answers() throws IOException {
      if (!process.alive()) {
        throw new IOException("RabbitMQ has ended instead of answering");
      }
      try {
        RabbitConnections.open(new RabbitAddress(url()), "crm bench faults").close();
        return true;
      } catch (IOException | TimeoutException _) {
        // It is about to listen.
        return false;
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /** A stand-in in this process. */
  final class Embedded implements Amqp {

    private final Path directory;
    private final int port = Ports.claim("amqp", "127.0.0.1", 0);
    private Optional<EmbeddedRabbit> broker = Optional.empty();

    Embedded(Path directory) {
      this.directory = directory.resolve("amqp");
    }

    @Override
    public String name() {
      return "the embedded AMQP broker";
    }

    @Override
    public URI url() {
      return URI.create("amqp://guest:guest@127.0.0.1:" + port);
    }

    @Override
    public boolean own() {
      return true;
    }

    @Override
    public void stop() {
      broker.ifPresent(EmbeddedRabbit::close);
      broker = Optional.empty();
    }

    @Override
    public void start() throws IOException {
      broker = Optional.of(EmbeddedRabbit.start(directory, port));
    }

    @Override
    public void close() {
      stop();
    }
  }
}
