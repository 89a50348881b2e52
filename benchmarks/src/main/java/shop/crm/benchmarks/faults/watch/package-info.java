/**
 * Who looks on while faults are brought about: readers of customers, of changes and of the feed.
 */
package shop.crm.benchmarks.faults.watch;
