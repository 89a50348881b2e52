/**
 * What is stored per customer and order, and its compact, versioned rows. A row's first byte is the
 * version of its form; a form once released stays readable.
 */
package shop.crm.schemas.state;
