/** What measurements come to: figures with their targets, medians of rounds, and their table. */
package shop.crm.benchmarks.report;
