/** Sends events into the service by its AMQP door, confirmed and bounded, as a shop would. */
package shop.crm.standalone.publisher;
