/**
 * Work that runs beside requests: models of lifetime value are fitted by a schedule and on request,
 * and requests to recalculate are published for the stream.
 */
package shop.crm.queries.jobs;
