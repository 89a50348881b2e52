package shop.crm.connectors.rabbitmq;

import java.net.URI;
import java.util.Set;

/**
 * Which RabbitMQ, and what is used of it.
 *
 * @param url {@code amqp://} or {@code amqps://}, with credentials; no path, or the path {@code /},
 *     means the virtual host {@code /}
 * @param exchange a durable topic exchange, declared where it is missing
 * @param queue a durable queue, declared where it is missing
 */
public record RabbitSettings(URI url, String exchange, String queue) {

  /** Longest name of an exchange or queue in AMQP 0-9-1, in bytes. */
  private static final int MAX_NAME = 255;

  /**
   * @throws IllegalArgumentException if the URL is none of AMQP or a name is empty or too long
   */
  public RabbitSettings {
    if (url.getScheme() == null || !Set.of("amqp", "amqps").contains(url.getScheme())) {
      throw new IllegalArgumentException("the RabbitMQ URL starts with amqp:// or amqps://");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("the RabbitMQ URL names no host");
    }
    String user = url.getRawUserInfo();
    if (user != null && user.indexOf(':') != user.lastIndexOf(':')) {
      throw new IllegalArgumentException(
          "a ':' in the password of the RabbitMQ URL is written %3A");
    }
    requireName("exchange", exchange);
    requireName("queue", queue);
  }

  private static void requireName(String what, String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("the RabbitMQ " + what + " has 1 to 255 characters");
    }
  }

  /** Where it is, without the credentials: fit for logs. */
  public String address() {
    int port = url.getPort();
    String path = url.getPath() == null ? "" : url.getPath();
    return url.getScheme() + "://" + url.getHost() + (port < 0 ? "" : ":" + port) + path;
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "RabbitSettings[" + address() + ", exchange " + exchange + ", queue " + queue + "]";
  }
}
