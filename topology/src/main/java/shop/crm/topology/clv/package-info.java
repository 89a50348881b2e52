/**
 * Models of customers' lifetime value as they stand on their topic: what is fitted by one instance
 * is in force on all.
 */
package shop.crm.topology.clv;
