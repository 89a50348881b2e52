/**
 * What is in force for each tenant, thresholds, segments and models, as the global stores get it,
 * and who is told of a change.
 */
package shop.crm.topology.inforce;
