/**
 * Finds out who a caller is and whether the call is allowed, before anything else of a request is
 * looked at. It knows credentials and scopes, and no resource.
 */
package shop.crm.queries.http.access;
