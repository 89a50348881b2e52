package shop.crm.queries.live;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import shop.crm.schemas.model.segment.Conditions;

/**
 * What conditions that nobody has saved would select. Those of several partitions add up.
 *
 * @param count how many customers meet them
 * @param entering how many of these are not in the segment that they are compared with
 * @param leaving how many are in that segment and do not meet them
 * @param sample the first of those who meet them, by id
 */
public record Preview(long count, long entering, long leaving, List<LiveState.Listed> sample) {

  /** Of no customers. */
  public static final Preview EMPTY = new Preview(0, 0, 0, List.of());

  /** How many customers a sample has at the most. */
  public static final int SAMPLE = 20;

  public Preview {
    sample = List.copyOf(sample);
  }

  /**
   * What is asked.
   *
   * @param compare the number of the segment that is compared with
   * @param now the moment at which customers are looked at
   */
  public record Question(String tenant, Conditions conditions, OptionalInt compare, Instant now) {}

  /** One partition's. */
  public record Part(int partition, Instant asOf, Preview preview) {}

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
