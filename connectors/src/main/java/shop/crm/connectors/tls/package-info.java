/**
 * What TLS needs of PEM files: certificates, private keys, and authorities that are trusted. It
 * opens no connection.
 */
package shop.crm.connectors.tls;
