/**
 * What follows a decision: rows are written, figures in memory kept up with them, and changes
 * published.
 */
package shop.crm.topology.writer;
