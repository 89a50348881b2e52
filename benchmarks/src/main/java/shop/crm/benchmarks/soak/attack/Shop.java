package shop.crm.benchmarks.soak.attack;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import shop.crm.benchmarks.fuzz.amqp.Publisher;
import shop.crm.schemas.Headers;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;

/**
 * A publisher whose events are valid, and too many. Connects again after a failure. Not safe for
 * use by many threads.
 */
final class Shop implements AutoCloseable {

  static final String TENANT = "soak-attack";
  private static final String CURRENCY = "UAH";

  private final URI broker;
  private Optional<Publisher> publisher = Optional.empty();

  Shop(URI broker) {
    this.broker = broker;
  }

  /** What every event has. */
  static Head head(String id, String customer) {
    return new Head(id, new CustomerKey(TENANT, customer), Instant.now(), "soak");
  }

  void publish(InboundEvent event) throws IOException {
    byte[] body = EventWriter.write(event, CURRENCY);
    publish(event.type().wire(), body);
  }

  void publish(String type, byte[] body) throws IOException {
    BasicProperties properties =
        new BasicProperties.Builder().contentType(Headers.CLOUDEVENTS_JSON).build();
    try {
      open().publish(type, properties, body);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Waits until the broker has everything. */
  void confirm() throws IOException, InterruptedException {
    try {
      open().confirm();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Publisher open() throws IOException {
    if (publisher.isEmpty()) {
      publisher = Optional.of(Publisher.connect(broker));
    }
    return publisher.get();
  }

  @Override
  public void close() {
    publisher.ifPresent(Publisher::close);
    publisher = Optional.empty();
  }
}
