package shop.crm.schemas.model.customer;

import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/**
 * How many customers moved between RFM segments on one day, by way and cause. Few ways are gone on
 * a day, so they stand side by side, sorted. Immutable.
 */
public final class DayMigrations {

  /** A day on which nobody moved. */
  public static final DayMigrations NONE = new DayMigrations(new int[0], new long[0]);

  private final int[] ways;
  private final long[] counts;

  private DayMigrations(int[] ways, long[] counts) {
    this.ways = ways;
    this.counts = counts;
  }

  /**
   * Moves by the codes of their ways, {@link Migration#code}.
   *
   * @param codes ascending
   * @param counts how many went each of them
   * @throws IllegalArgumentException if a code is of no way
   */
  public static DayMigrations of(int[] codes, long[] counts) {
    for (int code : codes) {
      Migration.ofCode(code);
    }
    return new DayMigrations(codes.clone(), counts.clone());
  }

  /** How many ways there are that somebody went. */
  public int ways() {
    return ways.length;
  }

  /** These and so many more of a way; fewer, where it is below 0. */
  public DayMigrations with(Migration way, long by) {
    return with(way.code(), by);
  }

  /** These and those of other customers together. */
  public DayMigrations plus(DayMigrations other) {
    DayMigrations sum = this;
    for (int i = 0; i < other.ways.length; i++) {
      sum = sum.with(other.ways[i], other.counts[i]);
    }
    return sum;
  }

  private DayMigrations with(int way, long by) {
    int found = Arrays.binarySearch(ways, way);
    int place = found < 0 ? -found - 1 : found;
    long count = by + (found < 0 ? 0 : counts[found]);
    int skipped = found < 0 ? 0 : 1;
    int added = count == 0 ? 0 : 1;
    int size = ways.length - skipped + added;
    int[] otherWays = Arrays.copyOf(ways, size);
    long[] otherCounts = Arrays.copyOf(counts, size);
    int rest = ways.length - place - skipped;
    System.arraycopy(ways, place + skipped, otherWays, place + added, rest);
    System.arraycopy(counts, place + skipped, otherCounts, place + added, rest);
    if (added > 0) {
      otherWays[place] = way;
      otherCounts[place] = count;
    }
    return new DayMigrations(otherWays, otherCounts);
  }

  /** Whether nobody moved. */
  public boolean isEmpty() {
    return ways.length == 0;
  }

  /** Passes on how many went each way, in the order of {@link Migration}. */
  public void forEach(ObjLongConsumer<Migration> each) {
    for (int i = 0; i < ways.length; i++) {
      each.accept(Migration.ofCode(ways[i]), counts[i]);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DayMigrations that
        && Arrays.equals(ways, that.ways)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ways) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    forEach(
        (way, count) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(way.from().map(Enum::name).orElse("-"))
                .append(" to ")
                .append(way.to().map(Enum::name).orElse("-"))
                .append(" by ")
                .append(way.cause().wire())
                .append(": ")
                .append(count));
    return text.toString();
  }
}
