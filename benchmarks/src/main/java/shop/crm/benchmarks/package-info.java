/**
 * The command {@code bench}: what the service does in a second, beside yardsticks that are measured
 * in the same run. Figures, never pass or fail: the machine is not the code's.
 */
package shop.crm.benchmarks;
