/**
 * {@code crm demo}: a service with everything embedded, a simulated shop that publishes to it, and
 * hints about what to look at.
 */
package shop.crm.standalone.demo;
