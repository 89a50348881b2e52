/**
 * What customers will buy: probabilistic models of a customer base (MBG/NBD, NBD, Gamma-Gamma),
 * fitted to counts of purchase histories by maximum likelihood. Pure functions; the unit of time is
 * a day, that of value the tenant's currency.
 */
package shop.crm.topology.domain.clv;
