/**
 * What measurements come to: figures with their targets, medians of rounds, and the table and JSON
 * in which they are printed.
 */
package shop.crm.benchmarks.report;
