/**
 * Brokers in this process, for demo and development. Their libraries are not part of the service:
 * nothing outside this package touches them.
 */
package shop.crm.standalone.embedded;
