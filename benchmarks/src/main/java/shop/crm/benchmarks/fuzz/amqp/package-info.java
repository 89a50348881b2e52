/** Malformed AMQP messages, good ones between them, and what the service makes of them. */
package shop.crm.benchmarks.fuzz.amqp;
