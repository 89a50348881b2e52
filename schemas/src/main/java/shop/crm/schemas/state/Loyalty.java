package shop.crm.schemas.state;

/**
 * A customer's standing in the loyalty programme.
 *
 * @param points the balance
 * @param tierPoints the points that decide the tier: those earned, whatever was redeemed
 * @param tier the name of the tier
 */
public record Loyalty(long points, long tierPoints, String tier) {}
