/**
 * Customers: to create, read, change and erase one, to list and search them, and what one has
 * agreed to. The profile is PostgreSQL's, the figures are the stream's.
 */
package shop.crm.queries.customer;
