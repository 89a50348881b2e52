/**
 * Thin shells around the domain: load, ask, write, forward. Everything is decoded and checked
 * before the first write, and what takes long is done in slices between the records.
 */
package shop.crm.topology.processor;
