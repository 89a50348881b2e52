/** What is sent to the service while it is measured: seeded, so that every run sends the same. */
package shop.crm.benchmarks.load;
