package shop.crm.connectors.rabbitmq;

/**
 * Which RabbitMQ, and what is used of it.
 *
 * @param broker where it is
 * @param exchange a durable topic exchange, declared where it is missing
 * @param queue a durable queue, declared where it is missing
 */
public record RabbitSettings(RabbitAddress broker, String exchange, String queue) {

  /** Longest name of an exchange or queue in AMQP 0-9-1, in bytes. */
  private static final int MAX_NAME = 255;

  /**
   * @throws IllegalArgumentException if a name is empty or too long
   */
  public RabbitSettings {
    requireName("exchange", exchange);
    requireName("queue", queue);
  }

  private static void requireName(String what, String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("the RabbitMQ " + what + " has 1 to 255 characters");
    }
  }
}
