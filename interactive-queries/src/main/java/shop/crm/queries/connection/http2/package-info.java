/**
 * The protocol of HTTP/2 (RFC 9113) without a socket: frames, compressed heads, flow control, and
 * what is too much of it. It knows no connection and no resource.
 */
package shop.crm.queries.connection.http2;
