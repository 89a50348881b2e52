/**
 * How the conditions of segments are written, by callers and on topics: reads them from JSON, tells
 * all mistakes at once, and gives them back as a list of objects.
 */
package shop.crm.schemas.condition;
