package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Makes exchange, queue and bindings where they are missing. What is there is used as it is, with
 * whatever type and arguments its operator gave it.
 */
final class Declarations {

  /** What the queue is bound to. */
  private static final List<String> BINDINGS = List.of("order.*", "user.registered");

  private Declarations() {}

  /** Makes the exchange where it is missing. */
  static void exchange(Connection connection, RabbitSettings settings)
      throws IOException, TimeoutException {
    unlessThere(
        connection,
        channel -> channel.exchangeDeclarePassive(settings.exchange()),
        channel -> channel.exchangeDeclare(settings.exchange(), BuiltinExchangeType.TOPIC, true));
  }

  /** Makes the exchange and the queue where they are missing, and binds them. */
  static void queue(Connection connection, RabbitSettings settings)
      throws IOException, TimeoutException {
    exchange(connection, settings);
    unlessThere(
        connection,
        channel -> channel.queueDeclarePassive(settings.queue()),
        channel -> channel.queueDeclare(settings.queue(), true, false, false, Map.of()));
    try (Channel channel = connection.createChannel()) {
      for (String binding : BINDINGS) {
        channel.queueBind(settings.queue(), settings.exchange(), binding);
      }
    }
  }

  private interface Step {
    void on(Channel channel) throws IOException;
  }

  private static void unlessThere(Connection connection, Step check, Step make)
      throws IOException, TimeoutException {
    Channel asking = connection.createChannel();
    try {
      check.on(asking);
      asking.close();
    } catch (IOException e) {
      // The refusal has closed the channel that asked.
      if (!isNotFound(e)) {
        throw e;
      }
      try (Channel making = connection.createChannel()) {
        make.on(making);
      }
    }
  }

  private static boolean isNotFound(IOException e) {
    return e.getCause() instanceof ShutdownSignalException signal
        && signal.getReason() instanceof AMQP.Channel.Close close
        && close.getReplyCode() == AMQP.NOT_FOUND;
  }
}
