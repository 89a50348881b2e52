package shop.crm.standalone.service;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.standalone.CannotStart;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.data.DataDirectory;
import shop.crm.standalone.data.Ports;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedRabbit;

/** Kafka and RabbitMQ: those that are configured, and embedded ones for those that are not. */
final class Brokers {

  private static final Logger LOG = LoggerFactory.getLogger(Brokers.class);

  /** Present where the embedded brokers' libraries are on the class path. */
  private static final String KAFKA_BROKER = "kafka/server/BrokerServer.class";

  private static final String AMQP_BROKER = "org/apache/qpid/server/SystemLauncher.class";

  private final Configuration configuration;
  private final Optional<Starting<EmbeddedKafka>> kafka;
  private final Optional<Starting<EmbeddedRabbit>> rabbit;

  private Brokers(
      Configuration configuration,
      Optional<Starting<EmbeddedKafka>> kafka,
      Optional<Starting<EmbeddedRabbit>> rabbit) {
    this.configuration = configuration;
    this.kafka = kafka;
    this.rabbit = rabbit;
  }

  /**
   * Lets those that are to be embedded start, side by side, without waiting for them.
   *
   * @param parts takes them, to be stopped with the others
   * @throws CannotStart where embedded brokers are not part of this installation
   */
  static Brokers start(Configuration configuration, DataDirectory data, Parts parts)
      throws IOException {
    boolean embedKafka = configuration.kafka().bootstrapServers().isEmpty();
    boolean embedRabbit = configuration.rabbit().url().isEmpty();
    if (embedKafka) {
      requireOnClassPath(KAFKA_BROKER);
    }
    if (embedRabbit) {
      requireOnClassPath(AMQP_BROKER);
    }
    Optional<Starting<EmbeddedKafka>> kafka = Optional.empty();
    Optional<Starting<EmbeddedRabbit>> rabbit = Optional.empty();
    if (embedKafka) {
      int port = Ports.remembered(data, "kafka");
      LOG.info("starting an embedded Kafka");
      kafka =
          Optional.of(
              Starting.of(
                  "the embedded Kafka",
                  () -> EmbeddedKafka.start(data.path().resolve("kafka"), port)));
      parts.add("embedded Kafka", kafka.get());
    }
    if (embedRabbit) {
      int port = Ports.remembered(data, "amqp");
      LOG.info("starting an embedded AMQP broker");
      rabbit =
          Optional.of(
              Starting.of(
                  "the embedded AMQP broker",
                  () -> EmbeddedRabbit.start(data.path().resolve("amqp"), port)));
      parts.add("embedded AMQP broker", rabbit.get());
    }
    return new Brokers(configuration, kafka, rabbit);
  }

  private static void requireOnClassPath(String resource) {
    if (Brokers.class.getClassLoader().getResource(resource) == null) {
      throw new CannotStart(
          "The embedded brokers are not part of this installation: their libraries"
              + " (standalone/target/lib-embedded) are not on the class path. Set"
              + " KAFKA_BOOTSTRAP_SERVERS and RABBITMQ_URL, or run ./crm from a checkout.");
    }
  }

  boolean kafkaIsEmbedded() {
    return kafka.isPresent();
  }

  boolean rabbitIsEmbedded() {
    return rabbit.isPresent();
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
        url, configuration.rabbit().exchange(), configuration.rabbit().queue());
  }
}
