/**
 * How a customer, an order, a line of the ledger and an entry of the activity are read and written
 * as JSON or as a table: what the lists, the documents and the exports of all resources share.
 */
package shop.crm.queries.view;
