package shop.crm.topology.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Money;

/**
 * How spend becomes points, and points a tier.
 *
 * @param pointsPerUnit points for one unit of the tenant's currency, not negative
 * @param thresholds the fewest tier points of each tier, ascending from 0
 * @param names the name of each tier
 */
public record LoyaltyRules(BigDecimal pointsPerUnit, List<Long> thresholds, List<String> names) {

  public LoyaltyRules {
    thresholds = List.copyOf(thresholds);
    names = List.copyOf(names);
    if (thresholds.isEmpty() || thresholds.size() != names.size() || thresholds.getFirst() != 0) {
      throw new IllegalArgumentException("as many names as thresholds, the first from 0");
    }
  }

  /** The points that an order earns: rounded down, for each order by itself. */
  public long points(Money earning) {
    if (pointsPerUnit.equals(BigDecimal.ONE)) {
      return earning.minor() / 100;
    }
    return BigDecimal.valueOf(earning.minor(), 2)
        .multiply(pointsPerUnit)
        .setScale(0, RoundingMode.FLOOR)
        .longValueExact();
  }

  /** The place of a tier in the ladder, or 0 for a name that is on it no more. */
  public int rank(String tier) {
    return Math.max(0, names.indexOf(tier));
  }

  /**
   * The next tier above so many points, if there is one.
   *
   * @param tier its name
   * @param pointsAway how many points are missing to it
   */
  public record Step(String tier, long pointsAway) {}

  /** What comes next for a customer with so many points. */
  public Optional<Step> next(long tierPoints) {
    int rank = rank(tier(tierPoints)) + 1;
    return rank < names.size()
        ? Optional.of(new Step(names.get(rank), thresholds.get(rank) - tierPoints))
        : Optional.empty();
  }

  /** The tier that so many points reach. */
  public String tier(long tierPoints) {
    int rank = 0;
    while (rank + 1 < thresholds.size() && tierPoints >= thresholds.get(rank + 1)) {
      rank++;
    }
    return names.get(rank);
  }
}
