/**
 * TLS of the listeners, and of what instances ask each other: certificates that are read anew, and
 * a socket over a socket. It knows no HTTP.
 */
package shop.crm.queries.connection.tls;
