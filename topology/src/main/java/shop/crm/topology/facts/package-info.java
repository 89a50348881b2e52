/** What records tell: read and checked, and those that a customer's history is made of taken. */
package shop.crm.topology.facts;
