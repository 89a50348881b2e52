/**
 * What records tell: events and records of other topics are read and checked here, and those of
 * which a customer's history is made are taken.
 */
package shop.crm.topology.facts;
