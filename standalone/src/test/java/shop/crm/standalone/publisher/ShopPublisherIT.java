package shop.crm.standalone.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.standalone.embedded.EmbeddedRabbit;
import shop.crm.standalone.publisher.ShopPublisher.Delivery;
import shop.crm.standalone.publisher.ShopPublisher.Target;
import shop.crm.standalone.shop.ShopSettings;
import shop.crm.standalone.shop.ShopTraffic;

class ShopPublisherIT {

  private static final Instant END = Instant.parse("2026-11-22T12:00:00Z");
  private static final int EVENTS = 3 * ShopPublisher.MAX_UNCONFIRMED;

  private final String name = "shop-publisher-it-" + UUID.randomUUID();

  @Test
  void rabbitmq_confirms_every_event_and_holds_it_as_it_was_sent() throws Exception {
    URI uri = rabbitMq();
    publishes_everything(uri);
  }

  @Test
  void the_embedded_broker_confirms_every_event_and_holds_it_as_it_was_sent(@TempDir Path directory)
      throws Exception {
    try (EmbeddedRabbit broker = EmbeddedRabbit.start(directory, 0)) {
      publishes_everything(broker.uri());
      // A URL that ends so means the virtual host '/', not the one without a name.
      publishes_everything(URI.create(broker.uri() + "/"));
    }
  }

  @Test
  void rabbitmq_without_a_queue_for_it_is_a_failure() throws Exception {
    an_event_that_no_queue_takes_is_a_failure(rabbitMq());
  }

  @Test
  void the_embedded_broker_without_a_queue_for_it_is_a_failure(@TempDir Path directory)
      throws Exception {
    try (EmbeddedRabbit broker = EmbeddedRabbit.start(directory, 0)) {
      an_event_that_no_queue_takes_is_a_failure(broker.uri());
    }
  }

  @Test
  void an_address_where_nobody_listens_is_a_failure_without_its_password() {
    Target nowhere = target(URI.create("amqp://anna:secret@127.0.0.1:1"));
    PublishFailed failed = assertThrows(PublishFailed.class, () -> ShopPublisher.connect(nowhere));
    assertTrue(
        failed.getMessage().startsWith("no broker at amqp://127.0.0.1:1: "), failed.getMessage());
  }

  private void publishes_everything(URI uri) throws Exception {
    List<InboundEvent> events = events();
    try (Connection connection = connect(uri);
        Channel channel = connection.createChannel();
        ShopPublisher publisher = ShopPublisher.connect(target(uri))) {
      channel.queueDeclare(name, false, true, true, null);
      channel.queueBind(name, name, "#");
      try {
        for (InboundEvent event : events) {
          publisher.publish(event);
        }
        publisher.awaitConfirms();
        assertEquals(EVENTS, publisher.confirmed());
        assertEquals(events, received(channel));
      } finally {
        channel.exchangeDelete(name);
      }
    }
  }

  private List<InboundEvent> received(Channel channel) throws IOException {
    EventReader reader = new EventReader("UAH", "other");
    List<InboundEvent> received = new ArrayList<>();
    GetResponse response;
    while ((response = channel.basicGet(name, true)) != null) {
      Decoded decoded = reader.read(response.getBody(), Envelope.cloudEvent(END), END);
      if (decoded instanceof Decoded.Accepted accepted) {
        InboundEvent event = accepted.event();
        assertEquals(event.type().wire(), response.getEnvelope().getRoutingKey());
        assertEquals(event.head().id(), response.getProps().getMessageId());
        assertEquals(
            event.head().time().getEpochSecond(),
            Optional.of(response.getProps().getTimestamp())
                .map(Date::toInstant)
                .get()
                .getEpochSecond());
        received.add(event);
      }
    }
    return received;
  }

  private void an_event_that_no_queue_takes_is_a_failure(URI uri) throws Exception {
    try (ShopPublisher publisher = ShopPublisher.connect(target(uri))) {
      publisher.publish(events().getFirst());
      PublishFailed failed = assertThrows(PublishFailed.class, publisher::awaitConfirms);
      assertTrue(failed.getMessage().contains("is the service running?"), failed.getMessage());
      assertThrows(PublishFailed.class, () -> publisher.publish(events().getFirst()));
    } finally {
      try (Connection connection = connect(uri);
          Channel channel = connection.createChannel()) {
        channel.exchangeDeclare(name, BuiltinExchangeType.TOPIC, true);
        channel.exchangeDelete(name);
      }
    }
  }

  private Target target(URI uri) {
    return new Target(new RabbitAddress(uri), name, "UAH", Delivery.PERSISTENT);
  }

  private static List<InboundEvent> events() {
    ShopTraffic traffic = new ShopTraffic(ShopSettings.ofDemo("default", END));
    List<InboundEvent> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(traffic.next(END));
    }
    return events;
  }

  private static URI rabbitMq() {
    URI uri =
        URI.create(
            Optional.ofNullable(System.getenv("CRM_TEST_RABBITMQ_URL"))
                .orElse("amqp://guest:guest@127.0.0.1:5672"));
    try (Connection connection = connect(uri)) {
      assumeTrue(connection.isOpen());
    } catch (IOException | TimeoutException e) {
      assumeTrue(false, "no RabbitMQ at CRM_TEST_RABBITMQ_URL or 127.0.0.1:5672: " + e);
    }
    return uri;
  }

  private static Connection connect(URI uri) throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    try {
      factory.setUri(uri.toString());
    } catch (GeneralSecurityException | URISyntaxException e) {
      throw new IOException("not an address", e);
    }
    return factory.newConnection();
  }
}
