package shop.crm.benchmarks.fuzz.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.connectors.rabbitmq.RabbitConnections;

/** Publishes any bytes on the shop's exchange. Not safe for use by many threads. */
public final class Publisher implements AutoCloseable {

  private static final String EXCHANGE = "shop.events";
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int CLOSE_MILLIS = 5_000;

  private final Connection connection;
  private final Channel channel;

  private Publisher(Connection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /** One that is connected to a broker. */
  public static Publisher connect(URI broker) throws IOException {
    try {
      Connection connection = RabbitConnections.open(new RabbitAddress(broker), "crm fuzz");
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      return new Publisher(connection, channel);
    } catch (TimeoutException e) {
      throw new IOException("the broker cannot be reached: " + e.getClass().getSimpleName(), e);
    }
  }

  /**
   * Publishes a message; whether the broker has it, {@link #confirm} tells.
   *
   * @throws IOException if the broker has closed the connection
   */
  public void publish(String routingKey, BasicProperties properties, byte[] body)
      throws IOException {
    try {
      channel.basicPublish(EXCHANGE, routingKey, properties, body);
    } catch (AlreadyClosedException e) {
      throw new IOException("the broker has closed the connection", e);
    }
  }

  /**
   * Waits until the broker has all that was published.
   *
   * @throws IOException if it has refused something or closed the connection
   */
  public void confirm() throws IOException, InterruptedException {
    try {
      channel.waitForConfirmsOrDie(PATIENCE_MILLIS);
    } catch (AlreadyClosedException | TimeoutException e) {
      throw new IOException("the broker does not confirm", e);
    }
  }

  @Override
  public void close() {
    connection.abort(CLOSE_MILLIS);
  }
}
