/**
 * The language of segments that users define: definitions, conditions and memberships, as callers
 * write them and as they stand on topics.
 */
package shop.crm.schemas.segment;
