/** The measurements, each beside its yardstick, and what they run on. */
package shop.crm.benchmarks.measure;
