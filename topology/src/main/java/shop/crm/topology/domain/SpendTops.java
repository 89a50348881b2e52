package shop.crm.topology.domain;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The greatest spend in each bucket of a {@link SpendHistogram}, and how many customers have it: so
 * it can be told how many spent less than some spend of a bucket, also where very many spent the
 * same. Buckets of one amount need none. Immutable.
 */
public final class SpendTops {

  /** Of no buckets. */
  public static final SpendTops NONE = new SpendTops(new int[0]);

  private final int[] buckets;
  private final long[] greatest;
  private final long[] customers;

  private SpendTops(int[] buckets) {
    this(buckets, new long[buckets.length], new long[buckets.length]);
  }

  private SpendTops(int[] buckets, long[] greatest, long[] customers) {
    this.buckets = buckets;
    this.greatest = greatest;
    this.customers = customers;
  }

  /** Takes what was written of each bucket, by ascending spend. */
  public static final class Builder {
    private final int[] buckets;
    private final long[] greatest;
    private final long[] customers;
    private int count;

    /** For at most that many. */
    public Builder(int most) {
      buckets = new int[most];
      greatest = new long[most];
      customers = new long[most];
    }

    /**
     * Adds a wide bucket.
     *
     * @param above how far its greatest spend is above its lower end
     * @throws IllegalArgumentException if that is in another bucket, or it is not the next one
     */
    public void add(int bucket, long above, long atGreatest) {
      long minor = SpendHistogram.lowerEnd(bucket) + above;
      boolean isNext = count == 0 || bucket > buckets[count - 1];
      if (!isNext || minor < 0 || SpendHistogram.bucket(minor) != bucket) {
        throw new IllegalArgumentException("not the greatest spend of bucket " + bucket);
      }
      buckets[count] = bucket;
      greatest[count] = minor;
      customers[count++] = atGreatest;
    }

    /** All that were added. */
    public SpendTops build() {
      return new SpendTops(
          Arrays.copyOf(buckets, count),
          Arrays.copyOf(greatest, count),
          Arrays.copyOf(customers, count));
    }
  }

  /** Whether a bucket holds different amounts. */
  public static boolean isWide(int bucket) {
    return SpendHistogram.lowerEnd(bucket + 1) - SpendHistogram.lowerEnd(bucket) > 1;
  }

  /**
   * Those of a histogram.
   *
   * @param spends passes on the spend of each customer in the histogram, in hundredths
   */
  public static SpendTops of(SpendHistogram histogram, Consumer<LongConsumer> spends) {
    SpendTops tops = new SpendTops(wide(histogram));
    spends.accept(
        minor -> {
          int bucket = SpendHistogram.bucket(minor);
          if (isWide(bucket)) {
            tops.offer(bucket, minor, 1);
          }
        });
    return tops;
  }

  /** Those of a histogram that is the sum of several. */
  public static SpendTops sum(SpendHistogram sum, Collection<SpendTops> parts) {
    SpendTops tops = new SpendTops(wide(sum));
    for (SpendTops part : parts) {
      for (int i = 0; i < part.buckets.length; i++) {
        tops.offer(part.buckets[i], part.greatest[i], part.customers[i]);
      }
    }
    return tops;
  }

  private static int[] wide(SpendHistogram histogram) {
    int[] buckets = new int[histogram.buckets()];
    int[] found = {0};
    histogram.forEachBucket(
        (bucket, _) -> {
          if (isWide(bucket)) {
            buckets[found[0]++] = bucket;
          }
        });
    return Arrays.copyOf(buckets, found[0]);
  }

  private void offer(int bucket, long minor, long more) {
    int place = Arrays.binarySearch(buckets, bucket);
    if (minor > greatest[place]) {
      greatest[place] = minor;
      customers[place] = 0;
    }
    if (minor == greatest[place]) {
      customers[place] += more;
    }
  }

  /** The greatest spend in a wide bucket that has customers, in hundredths. */
  public long greatest(int bucket) {
    return greatest[Arrays.binarySearch(buckets, bucket)];
  }

  /** How many customers have the greatest spend in such a bucket. */
  public long customers(int bucket) {
    return customers[Arrays.binarySearch(buckets, bucket)];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpendTops that
        && Arrays.equals(buckets, that.buckets)
        && Arrays.equals(greatest, that.greatest)
        && Arrays.equals(customers, that.customers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(greatest);
  }
}
