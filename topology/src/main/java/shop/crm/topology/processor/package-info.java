/**
 * A task as a whole: the processor takes facts one by one, and between them lets the parts of the
 * task work, each for a bounded time.
 */
package shop.crm.topology.processor;
