/**
 * The live feed of changes as server-sent events: who wants which changes, from which position on.
 * {@code feed} reads from Kafka what it sends.
 */
package shop.crm.queries.changes;
