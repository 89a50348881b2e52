/**
 * Segments that users define: what a condition says and about which fields, definitions and their
 * revisions, and customers who were put in or taken out by hand.
 */
package shop.crm.schemas.model.segment;
