/**
 * Tells from a bearer token of an OpenID Connect issuer whose it is: signature, issuer, audience
 * and times first, then tenant and scopes. The issuer's keys are kept, and asked for again as it
 * changes them; a token that was found valid is remembered until it ends.
 */
package shop.crm.queries.http.access.oidc;
