/**
 * The reading interface: live state by customer or tenant, wherever it is kept. {@link
 * shop.crm.queries.live.LiveState} tells what is owned here from what is owned elsewhere and from
 * what nobody can answer now, and how fresh an answer is.
 */
package shop.crm.queries.live;
