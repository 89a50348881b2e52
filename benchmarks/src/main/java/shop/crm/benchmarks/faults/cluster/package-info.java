/** A service as it is run: brokers, a database and several instances, each a process of its own. */
package shop.crm.benchmarks.faults.cluster;
