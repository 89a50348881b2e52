package shop.crm.topology.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.Thresholds;

/**
 * How recency, frequency and money become scores, and scores a segment.
 *
 * @param recencyDays the greatest whole days since the last order of scores 5, 4, 3 and 2
 * @param segments the segment of each of the 125 cells, see {@link Scores#cell()}
 */
public record RfmRules(List<Integer> recencyDays, List<RfmSegment> segments) {

  /** The fewest orders of scores 2, 3, 4 and 5. */
  public static final List<Integer> FREQUENCY_ORDERS = List.of(2, 3, 5, 10);

  private static final long DAY_MICROS = 24L * 60 * 60 * 1_000_000;

  public RfmRules {
    recencyDays = List.copyOf(recencyDays);
    segments = List.copyOf(segments);
    if (recencyDays.size() != 4 || segments.size() != 125) {
      throw new IllegalArgumentException("four recency edges and 125 cells");
    }
  }

  /**
   * The rules for a last edge: the others are its 1/6, 2/6 and 3/6.
   *
   * @param lastEdgeDays days since the last order up to which recency scores 2 or better, at least
   *     6
   */
  public static RfmRules of(int lastEdgeDays, List<RfmSegment> segments) {
    return new RfmRules(
        List.of(lastEdgeDays / 6, lastEdgeDays * 2 / 6, lastEdgeDays * 3 / 6, lastEdgeDays),
        segments);
  }

  /** The standing of a customer with at least one counting order. */
  public Standing standing(
      Instant lastOrder, int orders, Money spent, Thresholds thresholds, Instant now) {
    Scores scores = new Scores(recency(lastOrder, now), frequency(orders), thresholds.score(spent));
    return new Standing(scores, segments.get(scores.cell()));
  }

  /** The recency score at {@code now}. */
  public int recency(Instant lastOrder, Instant now) {
    long days = Math.max(0, (Micros.of(now) - Micros.of(lastOrder)) / DAY_MICROS);
    int score = 5;
    for (int edge : recencyDays) {
      if (days > edge) {
        score--;
      }
    }
    return score;
  }

  /** The frequency score of so many orders. */
  public static int frequency(int orders) {
    int score = 1;
    for (int fewest : FREQUENCY_ORDERS) {
      if (orders >= fewest) {
        score++;
      }
    }
    return score;
  }

  /** The first instant after {@code now} at which time alone lowers the recency score. */
  public Optional<Instant> nextEdge(Instant lastOrder, Instant now) {
    long last = Micros.of(lastOrder);
    long age = Micros.of(now) - last;
    for (int edge : recencyDays) {
      long fallsAtAge = (edge + 1L) * DAY_MICROS;
      if (fallsAtAge > age) {
        return Optional.of(Micros.toInstant(last + fallsAtAge));
      }
    }
    return Optional.empty();
  }
}
