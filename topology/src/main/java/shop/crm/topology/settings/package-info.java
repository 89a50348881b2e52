/**
 * With what the topology is built, and how a key finds its partition: the same in every instance of
 * a deployment.
 */
package shop.crm.topology.settings;
