/**
 * Pages of long lists: how much fits on one, where the next one begins (keyset pagination), and the
 * cursor that tells a caller so.
 */
package shop.crm.queries.http.page;
