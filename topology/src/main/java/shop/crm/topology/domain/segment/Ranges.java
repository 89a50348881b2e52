package shop.crm.topology.domain.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A set of whole numbers as ranges, both ends included, which neither overlap nor touch. */
final class Ranges {

  /** No number. */
  static final Ranges NONE = new Ranges(new long[0], new long[0]);

  private final long[] lows;
  private final long[] highs;

  private Ranges(long[] lows, long[] highs) {
    this.lows = lows;
    this.highs = highs;
  }

  /** One of the ranges. */
  record Range(long low, long high) {}

  /** From {@code low} to {@code high}; nothing where they are reversed. */
  static Ranges between(long low, long high) {
    return low > high ? NONE : new Ranges(new long[] {low}, new long[] {high});
  }

  static Ranges above(long number) {
    return number == Long.MAX_VALUE ? NONE : between(number + 1, Long.MAX_VALUE);
  }

  static Ranges below(long number) {
    return number == Long.MIN_VALUE ? NONE : between(Long.MIN_VALUE, number - 1);
  }

  static Ranges from(long number) {
    return between(number, Long.MAX_VALUE);
  }

  static Ranges upTo(long number) {
    return between(Long.MIN_VALUE, number);
  }

  static Ranges points(List<Long> numbers) {
    return union(numbers.stream().map(number -> new Range(number, number)).toList());
  }

  static Ranges union(List<Range> ranges) {
    List<Range> merged = new ArrayList<>();
    for (Range next : ranges.stream().sorted(Comparator.comparingLong(Range::low)).toList()) {
      boolean apart =
          merged.isEmpty()
              || (next.low() > merged.getLast().high() && next.low() - 1 > merged.getLast().high());
      if (apart) {
        merged.add(next);
      } else {
        Range last = merged.removeLast();
        merged.add(new Range(last.low(), Math.max(last.high(), next.high())));
      }
    }
    return new Ranges(
        merged.stream().mapToLong(Range::low).toArray(),
        merged.stream().mapToLong(Range::high).toArray());
  }

  List<Range> all() {
    List<Range> all = new ArrayList<>(lows.length);
    for (int i = 0; i < lows.length; i++) {
      all.add(new Range(lows[i], highs[i]));
    }
    return all;
  }

  boolean contains(long number) {
    int at = lastFrom(number);
    return at >= 0 && number <= highs[at];
  }

  /** The least number above this one that is in the set where it is not; none is the greatest. */
  long nextChange(long number) {
    int at = lastFrom(number);
    if (at >= 0 && number <= highs[at]) {
      return highs[at] == Long.MAX_VALUE ? Long.MAX_VALUE : highs[at] + 1;
    }
    return at + 1 < lows.length ? lows[at + 1] : Long.MAX_VALUE;
  }

  /**
   * The greatest number at or below this one under which the set begins or ends: what is below the
   * edge is in the set where this one is not, at first. None is the least number of all.
   */
  long edgeBelow(long number) {
    int at = lastFrom(number);
    if (at < 0) {
      return Long.MIN_VALUE;
    }
    return number <= highs[at] ? lows[at] : highs[at] + 1;
  }

  /** The last range that begins at or before the number; -1 where none does. */
  private int lastFrom(long number) {
    if (lows.length <= 1) {
      return lows.length == 1 && lows[0] <= number ? 0 : -1;
    }
    int found = Arrays.binarySearch(lows, number);
    return found >= 0 ? found : -found - 2;
  }
}
