package shop.crm.schemas.model.customer;

/**
 * A way from one loyalty tier to another.
 *
 * @param from the name of the tier before
 * @param to the name of the tier now
 * @param up whether it is a rise
 */
public record TierMove(String from, String to, boolean up) {}
