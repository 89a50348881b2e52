/**
 * How much a tenant may have or do: the limits that hold for it now, and permits of which each
 * tenant has so many.
 */
package shop.crm.queries.limit;
