/**
 * From the spend of all partitions to a tenant's monetary thresholds: what a partition tells, and
 * the processor that merges it.
 */
package shop.crm.topology.thresholds;
