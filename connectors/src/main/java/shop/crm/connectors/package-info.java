/** The borders of the service: what comes in from other systems and what goes out to them. */
package shop.crm.connectors;
