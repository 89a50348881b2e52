package shop.crm.topology.domain;

import java.util.Arrays;
import java.util.function.BiConsumer;
import shop.crm.schemas.model.Money;

/**
 * How many customers spent how much, in buckets no wider than 1/1024 of their lower end: so an
 * order statistic is off by less than 0.1 % of its value. Amounts below 20.48 have a bucket each.
 * The layout is that of HdrHistogram (Gil Tene), with 1,024 linear parts to each power of two.
 */
public final class SpendHistogram {

  private static final int PART_BITS = 10;
  private static final int PARTS = 1 << PART_BITS;

  /**
   * Buckets come in pages, of which only those are there that are needed: so a tenant with few
   * customers takes little memory.
   */
  private static final int PAGE_BITS = 2;

  private static final int PAGE = 1 << PAGE_BITS;
  private static final int PAGES = (bucket(Long.MAX_VALUE) >> PAGE_BITS) + 1;
  private static final int[] NO_NUMBERS = new int[0];
  private static final long[][] NO_PAGES = new long[0][];
  private static final long[] EMPTY_PAGE = new long[PAGE];

  /** The pages that are there, by ascending number. */
  private int[] numbers = NO_NUMBERS;

  private long[][] pages = NO_PAGES;
  private int used;
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
    int number = bucket >> PAGE_BITS;
    if (number < 0 || number >= PAGES) {
      throw new IllegalArgumentException("no bucket " + bucket);
    }
    int found = Arrays.binarySearch(numbers, 0, used, number);
    int place = found < 0 ? -found - 1 : found;
    if (found < 0) {
      insert(place, number);
    }
    pages[place][bucket & (PAGE - 1)] += by;
    customers += by;
  }

  private void insert(int place, int number) {
    if (used == numbers.length) {
      int capacity = Math.max(1, 2 * used);
      numbers = Arrays.copyOf(numbers, capacity);
      pages = Arrays.copyOf(pages, capacity);
    }
    System.arraycopy(numbers, place, numbers, place + 1, used - place);
    System.arraycopy(pages, place, pages, place + 1, used - place);
    numbers[place] = number;
    pages[place] = new long[PAGE];
    used++;
  }

  /** Gives each bucket whose count is not zero, by ascending spend. */
  public void forEachBucket(BucketConsumer action) {
    for (int place = 0; place < used; place++) {
      for (int i = 0; i < PAGE; i++) {
        if (pages[place][i] != 0) {
          action.accept((numbers[place] << PAGE_BITS) + i, pages[place][i]);
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
    long[] moreAndLess = new long[2];
    forEachPage(
        other,
        (here, there) -> {
          for (int i = 0; i < PAGE; i++) {
            moreAndLess[0] += Math.max(0, here[i] - there[i]);
            moreAndLess[1] += Math.max(0, there[i] - here[i]);
          }
        });
    return Math.max(moreAndLess[0], moreAndLess[1]);
  }

  /** Gives each page that this or the other has, of both. */
  private void forEachPage(SpendHistogram other, BiConsumer<long[], long[]> action) {
    int here = 0;
    int there = 0;
    while (here < used || there < other.used) {
      int number = Math.min(number(here), other.number(there));
      boolean isHere = number(here) == number;
      boolean isThere = other.number(there) == number;
      action.accept(isHere ? pages[here] : EMPTY_PAGE, isThere ? other.pages[there] : EMPTY_PAGE);
      here += isHere ? 1 : 0;
      there += isThere ? 1 : 0;
    }
  }

  private int number(int place) {
    return place < used ? numbers[place] : Integer.MAX_VALUE;
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
  public static long lowerEnd(int bucket) {
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
    return differsBy(that) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(customers);
  }
}
