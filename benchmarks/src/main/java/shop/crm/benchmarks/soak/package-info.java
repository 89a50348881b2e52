/**
 * {@code crm soak}: a service of its own under all attacks at once, beside good traffic that must
 * not notice.
 */
package shop.crm.benchmarks.soak;
