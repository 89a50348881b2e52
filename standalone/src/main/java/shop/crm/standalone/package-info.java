/**
 * The command line {@code crm}: which commands there are, and with which exit code a failure ends
 * them.
 */
package shop.crm.standalone;
