/**
 * How lines of the log are written: short, on one line each, and without what came in, so that
 * neither personal data nor forged lines get there.
 */
package shop.crm.standalone.log;
