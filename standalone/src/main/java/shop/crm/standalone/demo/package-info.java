/** The demo: a service with everything embedded, and a simulated shop that publishes to it. */
package shop.crm.standalone.demo;
