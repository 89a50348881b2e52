/**
 * What a task does between the records, a slice at a time: it follows time and settings, erases,
 * audits.
 */
package shop.crm.topology.walk;
