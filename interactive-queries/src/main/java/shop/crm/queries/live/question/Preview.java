package shop.crm.queries.live.question;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What conditions that nobody has saved would select. Those of several partitions add up.
 *
 * @param count how many customers meet them
 * @param entering how many of these are not in the segment that they are compared with
 * @param leaving how many are in that segment and do not meet them
 * @param sample the first of those who meet them, by id
 */
public record Preview(long count, long entering, long leaving, List<Listed> sample) {

  /** The preview over no customers. */
  public static final Preview EMPTY = new Preview(0, 0, 0, List.of());

  /** How many customers a sample has at the most. */
  public static final int SAMPLE = 20;

  public Preview {
    sample = List.copyOf(sample);
  }

  /** This and that of other customers together. */
  public Preview plus(Preview other) {
    return new Preview(
        count + other.count,
        entering + other.entering,
        leaving + other.leaving,
        Stream.concat(sample.stream(), other.sample.stream())
            .sorted(Comparator.comparing(listed -> listed.position().id()))
            .limit(SAMPLE)
            .toList());
  }
}
