/**
 * The simulated shop of the demo: customers and orders drawn from published models of buying
 * behaviour. Deterministic, without a clock of its own.
 */
package shop.crm.standalone.shop;
