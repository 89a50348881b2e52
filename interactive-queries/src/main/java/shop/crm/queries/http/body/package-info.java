/**
 * Bodies that come in: read within bounds of bytes and memory, decoded, and checked value by value,
 * so that a caller is told all that is wrong at once.
 */
package shop.crm.queries.http.body;
