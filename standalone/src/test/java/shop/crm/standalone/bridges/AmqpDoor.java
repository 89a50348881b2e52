package shop.crm.standalone.bridges;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.connectors.rabbitmq.RabbitSettings;

/** A broker as other systems see it, with an exchange and a queue of its own, gone afterwards. */
final class AmqpDoor implements AutoCloseable {

  final RabbitSettings settings;
  private final Connection connection;
  final Channel channel;

  private AmqpDoor(URI url) throws Exception {
    String name = "test." + UUID.randomUUID();
    settings = new RabbitSettings(new RabbitAddress(url), name + ".events", name + ".queue");
    connection = connect(url);
    channel = connection.createChannel();
    channel.confirmSelect();
    channel.exchangeDeclare(settings.exchange(), "topic", true);
    channel.queueDeclare(settings.queue(), true, false, false, null);
    channel.queueBind(settings.queue(), settings.exchange(), "#");
  }

  static AmqpDoor to(URI url) throws Exception {
    return new AmqpDoor(url);
  }

  /** A live RabbitMQ; without one the test is skipped. */
  static URI liveRabbit() {
    URI url =
        URI.create(
            Optional.ofNullable(System.getenv("CRM_TEST_RABBITMQ_URL"))
                .orElse("amqp://guest:guest@127.0.0.1:5672"));
    try (Connection _ = connect(url)) {
      return url;
    } catch (Exception e) {
      return Assumptions.abort("no RabbitMQ answers at CRM_TEST_RABBITMQ_URL or 127.0.0.1:5672");
    }
  }

  private static Connection connect(URI url) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(url);
    return factory.newConnection("test");
  }

  /** The same exchange and queue by way of another address. */
  RabbitSettings through(int port) {
    return new RabbitSettings(
        RabbitAddress.of("amqp://guest:guest@127.0.0.1:" + port),
        settings.exchange(),
        settings.queue());
  }

  void publish(String type, BasicProperties properties, byte[] body) throws IOException {
    channel.basicPublish(settings.exchange(), type, properties, body);
  }

  void confirmed() throws Exception {
    channel.waitForConfirmsOrDie(60_000);
  }

  Optional<GetResponse> next() throws IOException {
    return Optional.ofNullable(channel.basicGet(settings.queue(), true));
  }

  long waiting() throws IOException {
    return channel.messageCount(settings.queue());
  }

  @Override
  public void close() throws IOException {
    channel.queueDelete(settings.queue());
    channel.exchangeDelete(settings.exchange());
    connection.close();
  }
}
