/**
 * What stands before every resource: who may ask, how much at once, in which form, and how long
 * that took. Each is one filter, put in order by the server's assembly.
 */
package shop.crm.queries.http.filter;
