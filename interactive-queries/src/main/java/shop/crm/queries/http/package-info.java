/**
 * What every resource needs of HTTP: routes that say what they need, requests, problems, JSON,
 * entity tags and idempotency keys. It knows no resource; {@link shop.crm.queries.http.Problems} is
 * the one table from what goes wrong to what the caller is told.
 */
package shop.crm.queries.http;
