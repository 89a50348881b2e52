/**
 * Typed views of the stores of a task: here customers and orders become keys and rows, and nowhere
 * else.
 */
package shop.crm.topology.stores;
