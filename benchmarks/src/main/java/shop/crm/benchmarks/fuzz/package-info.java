/** {@code crm fuzz}: malformed requests and messages, sent to a running service. */
package shop.crm.benchmarks.fuzz;
