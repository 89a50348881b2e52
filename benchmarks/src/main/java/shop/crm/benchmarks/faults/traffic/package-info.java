/**
 * What a shop sends while faults are brought about, confirmed piece by piece, and its own books.
 */
package shop.crm.benchmarks.faults.traffic;
