/**
 * Who may do what, for whom: scopes, roles as names for sets of them, and the keys by which callers
 * prove who they are; and how much a tenant may have or do.
 */
package shop.crm.schemas.model.access;
