/**
 * What a task keeps in memory of each tenant: its figures, its list of customers, and what is in
 * force for them.
 */
package shop.crm.topology.tenant;
