/**
 * What callers write about a customer: a body, or a line of an import, becomes a checked edit of a
 * profile, or a list of what is wrong with it.
 */
package shop.crm.queries.profile;
