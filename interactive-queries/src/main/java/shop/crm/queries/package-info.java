/**
 * The HTTP server put together: which resources there are, what stands before them, and on which
 * listeners they answer. Each room below is one kind of resource, or something that all of them
 * use; no resource knows another.
 */
package shop.crm.queries;
