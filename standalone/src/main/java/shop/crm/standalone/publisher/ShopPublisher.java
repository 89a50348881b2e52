package shop.crm.standalone.publisher;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeoutException;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.connectors.rabbitmq.RabbitConnections;
import shop.crm.schemas.Headers;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.fact.InboundEvent;

/**
 * Publishes events as CloudEvents to the topic exchange, routing key = type, with publisher
 * confirms. At most {@link #MAX_UNCONFIRMED} messages wait for their confirm; then publishing waits
 * too. The first failure ends it: a publisher that has failed fails again on every call. To be used
 * by one thread.
 */
public final class ShopPublisher implements AutoCloseable {

  /** How many messages may wait for their confirm. */
  public static final int MAX_UNCONFIRMED = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CLOSE_TIMEOUT_MILLIS = 5_000;

  private final Target target;
  private final Connection connection;
  private final Channel channel;
  private final Unconfirmed unconfirmed = new Unconfirmed(MAX_UNCONFIRMED);

  /** Whether messages outlive a restart of the broker. */
  public enum Delivery {
    TRANSIENT(1),
    PERSISTENT(2);

    private final int mode;

    Delivery(int mode) {
      this.mode = mode;
    }
  }

  /**
   * Where to publish, and how.
   *
   * @param broker where it is
   * @param exchange a durable topic exchange; declared where it is missing
   * @param currency the tenant's currency, ISO 4217
   * @param delivery whether messages outlive a restart of the broker
   */
  public record Target(RabbitAddress broker, String exchange, String currency, Delivery delivery) {}

  private ShopPublisher(Target target, Connection connection, Channel channel) {
    this.target = target;
    this.connection = connection;
    this.channel = channel;
  }

  /**
   * A publisher, connected.
   *
   * @throws PublishFailed if the broker cannot be reached, or the exchange is of another kind
   */
  public static ShopPublisher connect(Target target) throws PublishFailed {
    Connection connection = open(target);
    try {
      Channel channel = connection.createChannel();
      channel.exchangeDeclare(target.exchange(), BuiltinExchangeType.TOPIC, true);
      channel.confirmSelect();
      ShopPublisher publisher = new ShopPublisher(target, connection, channel);
      channel.addConfirmListener(publisher.unconfirmed);
      channel.addReturnListener(publisher.unconfirmed);
      channel.addShutdownListener(publisher.unconfirmed);
      return publisher;
    } catch (IOException | ShutdownSignalException e) {
      connection.abort(CLOSE_TIMEOUT_MILLIS);
      throw new PublishFailed(
          "exchange " + target.exchange() + " at " + target.broker() + ": " + reason(e), e);
    }
  }

  private static Connection open(Target target) throws PublishFailed {
    try {
      return RabbitConnections.open(target.broker(), "crm-shop-publisher");
    } catch (IOException | TimeoutException e) {
      throw new PublishFailed("no broker at " + target.broker() + ": " + reason(e), e);
    }
  }

  /**
   * Publishes one event; it is safe once {@link #awaitConfirms} has returned.
   *
   * @throws PublishFailed if this or an earlier event could not be brought to the exchange
   */
  public void publish(InboundEvent event) throws PublishFailed {
    String type = event.type().wire();
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType(Headers.CLOUDEVENTS_JSON)
            .deliveryMode(target.delivery().mode)
            .messageId(event.head().id())
            .timestamp(Date.from(event.head().time()))
            .build();
    unconfirmed.enter(channel.getNextPublishSeqNo(), PATIENCE);
    try {
      channel.basicPublish(
          target.exchange(), type, true, properties, EventWriter.write(event, target.currency()));
    } catch (IOException | ShutdownSignalException e) {
      throw new PublishFailed("the connection to the broker was lost: " + reason(e), e);
    }
  }

  /**
   * Waits until the broker has confirmed everything that was published.
   *
   * @throws PublishFailed if it refuses, returns or forgets a message, or takes longer than 30 s
   */
  public void awaitConfirms() throws PublishFailed {
    unconfirmed.awaitAll(PATIENCE);
  }

  /** How many messages the broker has confirmed. */
  public long confirmed() {
    return unconfirmed.confirmed();
  }

  /** Closes the connection; what is not confirmed by then may be lost. */
  @Override
  public void close() {
    connection.abort(CLOSE_TIMEOUT_MILLIS);
  }

  private static String reason(Exception e) {
    Throwable cause = e;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
