package shop.crm.topology.domain;

/**
 * The rules of a deployment: with the facts and the time, all that a customer's state follows from.
 *
 * @param rfm scores and segments
 * @param loyalty points and tiers
 */
public record Settings(RfmRules rfm, LoyaltyRules loyalty) {}
