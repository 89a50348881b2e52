package shop.crm.topology.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import shop.crm.schemas.Money;

/**
 * How many customers spent how much, in buckets no wider than 1/1024 of their lower end: so an
 * order statistic is off by less than 0.1 % of its value. Amounts below 20.48 have a bucket each.
 * The layout is that of HdrHistogram (Gil Tene), with 1,024 linear parts to each power of two.
 */
public final class SpendHistogram {

  private static final int PART_BITS = 10;
  private static final int PARTS = 1 << PART_BITS;

  /** Buckets come in pages, so that a tenant with few customers takes little memory. */
  private static final int PAGE_BITS = 6;

  private static final int PAGE = 1 << PAGE_BITS;
  private static final int PAGES = (bucket(Long.MAX_VALUE) >> PAGE_BITS) + 1;
  private static final long[] NO_PAGE = new long[0];
  private static final long[] EMPTY_PAGE = new long[PAGE];

  private long[][] pages = new long[0][];
  private long customers;

  /** Takes one bucket. */
  public interface BucketConsumer {
    /** A bucket and how many customers are in it. */
    void accept(int bucket, long count);
  }

  /** How many customers are in it. */
  public long customers() {
    return customers;
  }

  /** Adds {@code by} customers, which may be negative, of that spend. */
  public void add(Money spent, long by) {
    addToBucket(bucket(spent.minor()), by);
  }

  /**
   * Adds {@code by} customers to a bucket.
   *
   * @throws IllegalArgumentException if there is no such bucket
   */
  public void addToBucket(int bucket, long by) {
    int page = bucket >> PAGE_BITS;
    if (page < 0 || page >= PAGES) {
      throw new IllegalArgumentException("no bucket " + bucket);
    }
    if (page >= pages.length) {
      int known = pages.length;
      pages = Arrays.copyOf(pages, page + 1);
      Arrays.fill(pages, known, pages.length, NO_PAGE);
    }
    if (pages[page].length == 0) {
      pages[page] = new long[PAGE];
    }
    pages[page][bucket & (PAGE - 1)] += by;
    customers += by;
  }

  /** Gives each bucket whose count is not zero, by ascending spend. */
  public void forEachBucket(BucketConsumer action) {
    for (int page = 0; page < pages.length; page++) {
      for (int i = 0; i < pages[page].length; i++) {
        if (pages[page][i] != 0) {
          action.accept((page << PAGE_BITS) + i, pages[page][i]);
        }
      }
    }
  }

  /** How many buckets {@link #forEachBucket} gives. */
  public int buckets() {
    int[] buckets = {0};
    forEachBucket((_, _) -> buckets[0]++);
    return buckets[0];
  }

  /** How many customers must at least have come, gone or moved to make this of the other. */
  public long differsBy(SpendHistogram other) {
    long more = 0;
    long less = 0;
    for (int page = 0; page < Math.max(pages.length, other.pages.length); page++) {
      long[] here = counts(page);
      long[] there = other.counts(page);
      for (int i = 0; i < PAGE; i++) {
        more += Math.max(0, here[i] - there[i]);
        less += Math.max(0, there[i] - here[i]);
      }
    }
    return Math.max(more, less);
  }

  /**
   * The four thresholds that part the customers into quintiles: with N spends sorted ascending, t_k
   * = s_(⌊kN/5⌋+1) for k = 1..4, each as the lower end of its bucket.
   *
   * @throws IllegalStateException if there are no customers
   */
  public List<Money> quintileThresholds() {
    if (customers == 0) {
      throw new IllegalStateException("no customers");
    }
    Quintiles quintiles = new Quintiles(customers);
    forEachBucket(quintiles);
    return List.copyOf(quintiles.thresholds);
  }

  private static final class Quintiles implements BucketConsumer {
    private final long customers;
    private final List<Money> thresholds = new ArrayList<>(4);
    private long seen;

    private Quintiles(long customers) {
      this.customers = customers;
    }

    @Override
    public void accept(int bucket, long count) {
      seen += count;
      while (thresholds.size() < 4 && seen >= (thresholds.size() + 1) * customers / 5 + 1) {
        thresholds.add(new Money(lowerEnd(bucket)));
      }
    }
  }

  /** The bucket of an amount in hundredths, not negative. */
  static int bucket(long minor) {
    if (minor < 2 * PARTS) {
      return (int) minor;
    }
    int power = 63 - Long.numberOfLeadingZeros(minor);
    int part = (int) (minor >>> (power - PART_BITS)) & (PARTS - 1);
    return 2 * PARTS + (power - PART_BITS - 1) * PARTS + part;
  }

  /** The least amount of a bucket, in hundredths. */
  static long lowerEnd(int bucket) {
    if (bucket < 2 * PARTS) {
      return bucket;
    }
    int power = (bucket - 2 * PARTS) / PARTS + PART_BITS + 1;
    long part = bucket % PARTS;
    return (PARTS + part) << (power - PART_BITS);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SpendHistogram that) || customers != that.customers) {
      return false;
    }
    for (int page = 0; page < Math.max(pages.length, that.pages.length); page++) {
      if (!Arrays.equals(counts(page), that.counts(page))) {
        return false;
      }
    }
    return true;
  }

  private long[] counts(int page) {
    return page < pages.length && pages[page].length > 0 ? pages[page] : EMPTY_PAGE;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(customers);
  }
}
