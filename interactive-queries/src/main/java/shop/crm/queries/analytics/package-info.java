/**
 * Figures of all customers of a tenant: RFM, overview, cohorts, moves between RFM segments, and
 * lifetime value; and requests to calculate some of them anew.
 */
package shop.crm.queries.analytics;
