/**
 * Segments: their definitions, who is in them and why, what conditions would select, and members
 * put in by hand.
 */
package shop.crm.queries.segment;
