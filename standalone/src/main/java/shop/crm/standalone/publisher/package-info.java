/**
 * Sends events into the service by its AMQP door as a shop would: confirmed by the broker, and with
 * a bounded number on their way.
 */
package shop.crm.standalone.publisher;
