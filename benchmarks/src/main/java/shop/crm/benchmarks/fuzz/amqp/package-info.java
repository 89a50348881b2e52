/**
 * Malformed AMQP messages, good ones between them, and the check that the service refuses the first
 * and counts the others exactly.
 */
package shop.crm.benchmarks.fuzz.amqp;
