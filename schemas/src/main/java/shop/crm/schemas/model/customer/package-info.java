/**
 * Everything that is known of one customer together: the state, what changed about it and what
 * brought that about, the loyalty ledger, moves between segments, and what remains of one who was
 * erased.
 */
package shop.crm.schemas.model.customer;
