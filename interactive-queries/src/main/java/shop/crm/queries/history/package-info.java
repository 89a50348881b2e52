/** What a customer has done: the orders, and the activity, newest first, page by page. */
package shop.crm.queries.history;
