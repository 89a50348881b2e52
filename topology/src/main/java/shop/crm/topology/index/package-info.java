/**
 * The customers of a task in memory, as columns of what lists sort and filter by: so a list over
 * all customers costs a pass over arrays, not a scan of the store.
 */
package shop.crm.topology.index;
