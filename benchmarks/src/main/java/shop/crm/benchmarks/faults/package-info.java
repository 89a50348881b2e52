/**
 * {@code crm bench faults}: instances of a service and all that it stands on, each in a process of
 * its own, are killed, frozen, stopped and changed under load, and held to what was sent.
 */
package shop.crm.benchmarks.faults;
