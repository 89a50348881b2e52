/**
 * The measurements of {@code crm bench}, each beside a yardstick of the same run, and the brokers
 * and databases on which they run.
 */
package shop.crm.benchmarks.measure;
