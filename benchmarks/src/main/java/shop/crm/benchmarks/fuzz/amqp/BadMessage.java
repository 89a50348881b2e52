package shop.crm.benchmarks.fuzz.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;

/**
 * A message to be published as it is.
 *
 * @param kind what is wrong with it, for the report
 * @param refused whether it must become a dead letter and nothing else; of others a part may count
 */
public record BadMessage(
    String kind, String routingKey, BasicProperties properties, byte[] body, boolean refused) {}
