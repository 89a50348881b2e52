/**
 * The facts that come in, checked: an order was placed, completed, cancelled or refunded, a user
 * registered. State is a function of them, the rules and the time.
 */
package shop.crm.schemas.model.fact;
