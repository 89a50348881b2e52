/** Tenants: whoever runs the platform lists those there are, and sets what each may have or do. */
package shop.crm.queries.tenant;
