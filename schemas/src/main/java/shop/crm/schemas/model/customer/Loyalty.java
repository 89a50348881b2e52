package shop.crm.schemas.model.customer;

/**
 * A customer's standing in the loyalty programme.
 *
 * @param earned the points of all orders
 * @param entered the sum of all entries of the ledger: adjusted, redeemed, expired
 * @param adjusted the sum of the positive adjustments among them
 * @param tier the name of the tier
 */
public record Loyalty(long earned, long entered, long adjusted, String tier) {

  /** The most points that a customer can have: beyond 2^53 many clients read JSON numbers wrong. */
  public static final long MAX_POINTS = (1L << 53) - 1;

  /** Whether every client reads its sums as they are. */
  public boolean isExact() {
    return Math.abs(points()) <= MAX_POINTS && Math.abs(tierPoints()) <= MAX_POINTS;
  }

  /** Nothing earned and nothing entered. */
  public static Loyalty none(String lowestTier) {
    return new Loyalty(0, 0, 0, lowestTier);
  }

  /** The balance. */
  public long points() {
    return earned + entered;
  }

  /** The points that decide the tier: those earned and given, whatever was redeemed. */
  public long tierPoints() {
    return earned + adjusted;
  }

  /** The same with other points from orders. */
  public Loyalty withEarned(long points) {
    return new Loyalty(points, entered, adjusted, tier);
  }

  /** The same with one more entry. */
  public Loyalty with(LoyaltyEntry entry) {
    return new Loyalty(earned, entered + entry.points(), adjusted + entry.tierPoints(), tier);
  }

  /** The same on another tier. */
  public Loyalty withTier(String name) {
    return new Loyalty(earned, entered, adjusted, name);
  }
}
