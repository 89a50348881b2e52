/**
 * How state is stored: the rows of customers, orders, pages, entries, activities and moves, each
 * with its version first. Rows that an earlier release wrote are read for good.
 */
package shop.crm.schemas.state;
