package shop.crm.benchmarks.measure;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.connectors.rabbitmq.RabbitConnections;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.standalone.embedded.EmbeddedRabbit;

/**
 * The AMQP broker that is measured on: the one of {@code RABBITMQ_URL}, else one on this machine's
 * standard port, else an embedded one. What is made on it has names of its own and is deleted
 * after.
 */
final class AmqpBroker implements AutoCloseable {

  private static final URI LOCAL = URI.create("amqp://guest:guest@127.0.0.1:5672/");

  private final URI url;
  private final String name;
  private final Optional<EmbeddedRabbit> embedded;
  private final Connection connection;
  private final String exchange = "crm-bench-" + UUID.randomUUID();

  private AmqpBroker(
      URI url, String name, Optional<EmbeddedRabbit> embedded, Connection connection) {
    this.url = url;
    this.name = name;
    this.embedded = embedded;
    this.connection = connection;
  }

  /**
   * Finds or starts one.
   *
   * @param directory for the data of an embedded one
   * @throws IOException if the one of {@code RABBITMQ_URL} does not answer
   */
  static AmqpBroker open(Path directory) throws IOException, TimeoutException {
    Optional<URI> configured =
        Optional.ofNullable(System.getenv("RABBITMQ_URL"))
            .filter(text -> !text.isBlank())
            .map(URI::create);
    if (configured.isPresent()) {
      return new AmqpBroker(
          configured.get(), "RabbitMQ", Optional.empty(), connect(configured.get()));
    }
    try {
      return new AmqpBroker(LOCAL, "RabbitMQ", Optional.empty(), connect(LOCAL));
    } catch (IOException _) {
      // Nobody there: the embedded one then, which the report names.
      EmbeddedRabbit rabbit = EmbeddedRabbit.start(directory, 0);
      return new AmqpBroker(
          rabbit.uri(), "embedded Qpid", Optional.of(rabbit), connect(rabbit.uri()));
    }
  }

  private static Connection connect(URI url) throws IOException, TimeoutException {
    return RabbitConnections.open(new RabbitAddress(url), "crm bench");
  }

  /** What kind of broker it is, for the report. */
  String name() {
    return name;
  }

  URI url() {
    return url;
  }

  Channel channel() throws IOException {
    return connection.createChannel();
  }

  /** Names a queue on the exchange of this measurement. */
  RabbitSettings queue(String suffix) {
    return new RabbitSettings(new RabbitAddress(url), exchange, exchange + "-" + suffix);
  }

  /** Makes a queue, durable like the service's own, and what feeds it. */
  void declare(RabbitSettings settings) throws IOException, TimeoutException {
    try (Channel channel = channel()) {
      channel.exchangeDeclare(settings.exchange(), BuiltinExchangeType.TOPIC, true);
      channel.queueDeclare(settings.queue(), true, false, false, Map.of());
      channel.queueBind(settings.queue(), settings.exchange(), "order.*");
    }
  }

  void delete(RabbitSettings settings) throws IOException, TimeoutException {
    try (Channel channel = channel()) {
      channel.queueDelete(settings.queue());
      channel.exchangeDelete(settings.exchange());
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
    embedded.ifPresent(EmbeddedRabbit::close);
  }
}
