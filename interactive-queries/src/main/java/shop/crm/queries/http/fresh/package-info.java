/**
 * Answers from live state: here, relayed from the instance that owns the key, or not now; how fresh
 * they are, and waiting until they are as fresh as the caller wants.
 */
package shop.crm.queries.http.fresh;
