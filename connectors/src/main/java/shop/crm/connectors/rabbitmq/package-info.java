/**
 * The borders to RabbitMQ: events come in from a queue and go to Kafka, changes go out from Kafka
 * to an exchange. At least once in both directions; event ids make it effectively once.
 */
package shop.crm.connectors.rabbitmq;
