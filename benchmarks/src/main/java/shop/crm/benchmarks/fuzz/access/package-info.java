/**
 * Who malformed requests say that they come from: credentials of every kind that lets nobody in,
 * and keys that do, made for the occasion by the service's own API.
 */
package shop.crm.benchmarks.fuzz.access;
