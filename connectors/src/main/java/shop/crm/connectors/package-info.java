/**
 * The borders of the service: what comes in from other systems and what goes out to them, by
 * workers that try again when the other side is away.
 */
package shop.crm.connectors;
