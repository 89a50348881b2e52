/**
 * JSON as all our topics have it: fields that are absent or null are empty, what has another type
 * than it should is refused, and the values of a profile are written one way.
 */
package shop.crm.schemas.json;
