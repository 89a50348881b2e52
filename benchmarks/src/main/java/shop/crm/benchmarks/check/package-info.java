/**
 * What a service must still do while it is ill-treated: count what is good exactly, answer, and
 * keep what comes in out of its log.
 */
package shop.crm.benchmarks.check;
