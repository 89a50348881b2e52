/**
 * How a task works: in steps, of which one that fails twice is passed over, and for so long at a
 * time that the stream does not wait.
 */
package shop.crm.topology.task;
