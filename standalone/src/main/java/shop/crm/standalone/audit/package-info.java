/** Asks a running service to compare its state with the facts it follows from. */
package shop.crm.standalone.audit;
