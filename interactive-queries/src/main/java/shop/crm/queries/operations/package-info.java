/**
 * What operators and other instances ask: health, status, metrics, internal calls; and the pages
 * and documents that describe the service.
 */
package shop.crm.queries.operations;
