/**
 * A task as a whole: the processor takes facts, and lets the parts of the task work between them.
 */
package shop.crm.topology.processor;
