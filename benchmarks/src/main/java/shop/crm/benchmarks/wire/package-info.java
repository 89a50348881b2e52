/**
 * HTTP/1.1 on bare sockets: any bytes go out, and what comes back is read strictly. For callers who
 * do on purpose what a client library would not.
 */
package shop.crm.benchmarks.wire;
