/** A customer's points: the balance, the ledger that explains it, and entries made by hand. */
package shop.crm.queries.loyalty;
