package shop.crm.topology.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import shop.crm.schemas.model.Money;

/**
 * How the spend of some customers is distributed, as exact as monetary thresholds need it.
 *
 * @param histogram how many customers spent about how much
 * @param tops the greatest spend in each of its buckets
 */
public record SpendDistribution(SpendHistogram histogram, SpendTops tops) {

  /**
   * That of a histogram.
   *
   * @param spends passes on the spend of each customer in the histogram, in hundredths
   */
  public static SpendDistribution of(SpendHistogram histogram, Consumer<LongConsumer> spends) {
    return new SpendDistribution(histogram, SpendTops.of(histogram, spends));
  }

  /** The distribution over no customers. */
  public static SpendDistribution ofNobody() {
    return new SpendDistribution(new SpendHistogram(), SpendTops.NONE);
  }

  /** The distribution over the customers of several, say of all partitions. */
  public static SpendDistribution sum(Collection<SpendDistribution> parts) {
    SpendHistogram sum = new SpendHistogram();
    parts.forEach(part -> part.histogram.forEachBucket(sum::addToBucket));
    return new SpendDistribution(
        sum, SpendTops.sum(sum, parts.stream().map(SpendDistribution::tops).toList()));
  }

  /** How many customers there are. */
  public long customers() {
    return histogram.customers();
  }

  /**
   * The four monetary thresholds: of N customers t_k is the smallest spend among theirs than which
   * at least max(1, ⌊kN/5⌋) customers spent less, or a value of the same bucket, on the same side
   * of everybody outside of it; empty where there is none.
   */
  public List<Optional<Money>> thresholds() {
    Quintiles quintiles = new Quintiles();
    histogram.forEachBucket(quintiles);
    while (quintiles.thresholds.size() < 4) {
      quintiles.thresholds.add(Optional.empty());
    }
    return List.copyOf(quintiles.thresholds);
  }

  private final class Quintiles implements SpendHistogram.BucketConsumer {
    private final List<Optional<Money>> thresholds = new ArrayList<>(4);
    private long less;

    @Override
    public void accept(int bucket, long count) {
      // Nobody in a bucket of one amount spent less than another in it.
      long lessInside = SpendTops.isWide(bucket) ? count - tops.customers(bucket) : 0;
      while (thresholds.size() < 4 && less + lessInside >= needed()) {
        long minor = less >= needed() ? SpendHistogram.lowerEnd(bucket) : tops.greatest(bucket);
        thresholds.add(Optional.of(new Money(minor)));
      }
      less += count;
    }

    private long needed() {
      return Math.max(1, (thresholds.size() + 1) * customers() / 5);
    }
  }
}
