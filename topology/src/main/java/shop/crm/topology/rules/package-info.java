/**
 * The rules that all instances follow: versions of them, how these are written, which of two
 * configurations is the newer one, and which version this process knows to be in force.
 */
package shop.crm.topology.rules;
