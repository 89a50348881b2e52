/**
 * Who belongs to a segment that users define: conditions evaluated on a customer at a moment, when
 * time alone changes the answer, and why it is what it is. Pure functions.
 */
package shop.crm.topology.domain.segment;
