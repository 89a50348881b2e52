/**
 * Ill traffic, one class each kind: paced, for it is bounds that are tried and not the processor's
 * speed, and each from an address of its own where the system has more than one for itself.
 */
package shop.crm.benchmarks.soak.attack;
