package shop.crm.standalone.service;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.data.DataDirectory;
import shop.crm.standalone.data.Ports;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedPostgres;
import shop.crm.standalone.embedded.EmbeddedRabbit;
import shop.crm.standalone.failure.CannotStart;

/**
 * Kafka, RabbitMQ and PostgreSQL: those that are configured, and embedded ones for those that are
 * not.
 */
final class Backends {

  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

  /** Present where the embedded brokers' libraries are on the class path. */
  private static final String KAFKA_BROKER = "kafka/server/BrokerServer.class";

  private static final String POSTGRES =
      "io/zonky/test/db/postgres/embedded/EmbeddedPostgres.class";

  private static final String AMQP_BROKER = "org/apache/qpid/server/SystemLauncher.class";

  private final Configuration configuration;
  private final Optional<Starting<EmbeddedKafka>> kafka;
  private final Optional<Starting<EmbeddedRabbit>> rabbit;
  private final Optional<Starting<EmbeddedPostgres>> postgres;

  private Backends(
      Configuration configuration,
      Optional<Starting<EmbeddedKafka>> kafka,
      Optional<Starting<EmbeddedRabbit>> rabbit,
      Optional<Starting<EmbeddedPostgres>> postgres) {
    this.configuration = configuration;
    this.kafka = kafka;
    this.rabbit = rabbit;
    this.postgres = postgres;
  }

  /**
   * Lets those that are to be embedded start, side by side, without waiting for them.
   *
   * @param parts takes them, to be stopped with the others
   * @throws CannotStart where embedded parts are not part of this installation
   */
  static Backends start(Configuration configuration, DataDirectory data, Parts parts)
      throws IOException {
    boolean embedKafka = configuration.kafka().bootstrapServers().isEmpty();
    boolean embedRabbit = configuration.rabbit().url().isEmpty();
    boolean embedPostgres = configuration.postgres().url().isEmpty();
    if (embedKafka) {
      requireOnClassPath(KAFKA_BROKER);
    }
    if (embedRabbit) {
      requireOnClassPath(AMQP_BROKER);
    }
    if (embedPostgres) {
      requireOnClassPath(POSTGRES);
    }
    Embedding embedding = new Embedding(data, parts);
    return new Backends(
        configuration,
        embedding.start(embedKafka, "Kafka", "kafka", EmbeddedKafka::start),
        embedding.start(embedRabbit, "AMQP broker", "amqp", EmbeddedRabbit::start),
        embedding.start(embedPostgres, "PostgreSQL", "postgres", EmbeddedPostgres::start));
  }

  /** Starts something in a directory of its own, on a port. */
  private interface Start<T> {
    T in(Path directory, int port) throws IOException;
  }

  /** Starts embedded parts, each on the port that it had before. */
  private record Embedding(DataDirectory data, Parts parts) {

    <T extends AutoCloseable> Optional<Starting<T>> start(
        boolean wanted, String name, String key, Start<T> start) throws IOException {
      if (!wanted) {
        return Optional.empty();
      }
      int port = Ports.remembered(data, key);
      LOG.info("starting an embedded {}", name);
      Starting<T> starting =
          Starting.of("the embedded " + name, () -> start.in(data.path().resolve(key), port));
      return Optional.of(parts.add("embedded " + name, starting));
    }
  }

  private static void requireOnClassPath(String resource) {
    if (Backends.class.getClassLoader().getResource(resource) == null) {
      throw new CannotStart(
          "The embedded parts are not in this installation: their libraries"
              + " (standalone/target/lib-embedded) are not on the class path. Set"
              + " KAFKA_BOOTSTRAP_SERVERS, RABBITMQ_URL and DATABASE_URL, or run ./crm from a checkout.");
    }
  }

  boolean kafkaIsEmbedded() {
    return kafka.isPresent();
  }

  boolean rabbitIsEmbedded() {
    return rabbit.isPresent();
  }

  boolean postgresIsEmbedded() {
    return postgres.isPresent();
  }

  /** How PostgreSQL is reached, with what it takes to log in, once it has started. */
  URI database() {
    return postgres
        .map(embedded -> embedded.await().uri())
        .orElseGet(() -> configuration.postgres().url().orElseThrow());
  }

  /** How clients reach Kafka, once it has started. */
  Map<String, Object> kafkaClient() {
    Map<String, Object> client = new HashMap<>(configuration.kafka().client());
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    return Map.copyOf(client);
  }

  String bootstrapServers() {
    return kafka
        .map(embedded -> embedded.await().bootstrap())
        .orElseGet(() -> configuration.kafka().bootstrapServers().orElseThrow());
  }

  /** What the bridges use, once it has started. */
  RabbitSettings rabbit() {
    URI url =
        rabbit
            .map(embedded -> embedded.await().uri())
            .orElseGet(() -> configuration.rabbit().url().orElseThrow());
    return new RabbitSettings(
        new RabbitAddress(url, configuration.rabbit().authorities()),
        configuration.rabbit().exchange(),
        configuration.rabbit().queue());
  }
}
