/**
 * The counting orders of a customer as a calendar that is sorted by time: count, spend and windows
 * follow from it without a look at the orders. The older ones are in pages, a tree.
 */
package shop.crm.schemas.model.purchase;
