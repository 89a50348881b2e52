/**
 * Malformed HTTP requests over all operations of {@code /openapi.json}, good ones between them, and
 * what must be true of every answer.
 */
package shop.crm.benchmarks.fuzz.http;
