/**
 * What a customer has done: the orders, and the activity made of orders, points, moves and
 * consents; newest first, page by page.
 */
package shop.crm.queries.history;
