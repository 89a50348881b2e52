/**
 * What stands between a socket and the HTTP library: bytes are checked and bounded before the
 * library sees them, and connections are bounded in number and time. It knows no resource.
 */
package shop.crm.queries.connection;
