package shop.crm.schemas.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The monetary thresholds of a tenant, as published on {@link
 * shop.crm.schemas.Topics#RFM_THRESHOLDS}: with them every monetary score can be explained.
 *
 * @param version counts the calculations, from 1; 0 before the first
 * @param monetary the lowest spend of scores 2, 3, 4 and 5; empty where nobody reaches the score
 * @param customers how many customers had scores at the calculation
 * @param calculatedAt when it was made
 * @param answers the id of the newest request to recalculate that was answered by then
 */
public record Thresholds(
    long version,
    List<Optional<Money>> monetary,
    long customers,
    Instant calculatedAt,
    Optional<String> answers) {

  /** In force until the first calculation: every spend scores 1, as that of an only customer. */
  public static final Thresholds NONE =
      new Thresholds(
          0, Collections.nCopies(4, Optional.empty()), 0, Instant.EPOCH, Optional.empty());

  public Thresholds {
    monetary = List.copyOf(monetary);
    if (monetary.size() != 4) {
      throw new IllegalArgumentException("four thresholds part five scores");
    }
    if (version < 0 || customers < 0) {
      throw new IllegalArgumentException("neither version nor customers are ever below 0");
    }
  }

  /** Those that nobody asked for. */
  public Thresholds(
      long version, List<Optional<Money>> monetary, long customers, Instant calculatedAt) {
    this(version, monetary, customers, calculatedAt, Optional.empty());
  }

  /** The monetary score of a spend: 1 and one more for each threshold that it reaches. */
  public int score(Money spent) {
    int score = 1;
    for (Optional<Money> threshold : monetary) {
      if (threshold.isPresent() && spent.compareTo(threshold.get()) >= 0) {
        score++;
      }
    }
    return score;
  }
}
