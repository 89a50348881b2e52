/**
 * A customer's points: the balance, the ledger whose lines add up to it, and entries made by hand,
 * which are adjustments and redemptions.
 */
package shop.crm.queries.loyalty;
