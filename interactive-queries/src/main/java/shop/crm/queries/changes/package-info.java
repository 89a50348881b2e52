/** The live feed of changes as server-sent events; {@code feed} reads what it sends. */
package shop.crm.queries.changes;
