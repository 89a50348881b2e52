/** How lines of the log are written: short, on one line each, and without what came in. */
package shop.crm.standalone.log;
