/**
 * What a customer's state is, as pure functions of facts, settings and time. No Kafka, no I/O, no
 * clock of its own.
 */
package shop.crm.topology.domain;
