package shop.crm.standalone.shop;

import java.time.Duration;
import java.time.Instant;
import shop.crm.schemas.model.Ids;

/**
 * What the simulated shop follows from: two shops of equal settings have equal histories.
 *
 * @param tenant whose shop it is
 * @param seed of all randomness
 * @param customers how many customers arrive in the year of history
 * @param end the end of the history, to the millisecond
 */
public record ShopSettings(String tenant, long seed, int customers, Instant end) {

  /** How long the history is. */
  public static final Duration HISTORY = Duration.ofDays(365);

  /** The seed of the demo. */
  public static final long DEFAULT_SEED = 20_050_401;

  /** The size of the demo: about 12,000 events, so that they are in within seconds. */
  public static final int DEFAULT_CUSTOMERS = 2_500;

  public ShopSettings {
    if (!Ids.isValid(tenant) || customers < 1) {
      throw new IllegalArgumentException("a tenant and at least one customer");
    }
  }

  /** The shop of the demo. */
  public static ShopSettings ofDemo(String tenant, Instant end) {
    return new ShopSettings(tenant, DEFAULT_SEED, DEFAULT_CUSTOMERS, end);
  }

  /** The start of the history. */
  public Instant start() {
    return end.minus(HISTORY);
  }
}
