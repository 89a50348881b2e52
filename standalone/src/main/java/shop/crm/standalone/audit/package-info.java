/**
 * {@code crm audit}: asks each instance of a running service to compute its state anew from the
 * stored facts, and gathers what differs.
 */
package shop.crm.standalone.audit;
