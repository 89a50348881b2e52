/**
 * {@code crm fuzz}: malformed requests and messages, sent to a running service, which must refuse
 * them without harm.
 */
package shop.crm.benchmarks.fuzz;
