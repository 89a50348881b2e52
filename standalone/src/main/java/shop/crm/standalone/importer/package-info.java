/**
 * Brings a shop's order history from files into a running service, by way of the AMQP door: files
 * are read twice, in bounded memory; every line becomes events or a reported mistake.
 */
package shop.crm.standalone.importer;
