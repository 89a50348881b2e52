/**
 * The front: HTTP on virtual threads. Each resource is one service; {@link
 * shop.crm.queries.Problems} is the one table from what goes wrong to what the caller is told. What
 * a resource answers comes from {@code live}, wherever it is kept.
 */
package shop.crm.queries;
