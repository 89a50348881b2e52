package shop.crm.queries.live;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * How far one partition is: it remembers where the inputs ended at past samples, and once those
 * ends are committed, the state is complete up to the time of that sample. Written by one thread,
 * read by any.
 */
final class CaughtUp {

  /** Samples that are remembered: a backlog older than all of them advances in coarser steps. */
  private static final int MAX_MARKS = 256;

  private final int partition;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private volatile Seen seen = new Seen(Optional.empty(), OptionalLong.empty());

  private record Mark(Instant at, Map<TopicPartition, Long> ends) {}

  private record Seen(Optional<Instant> asOf, OptionalLong lag) {}

  CaughtUp(int partition) {
    this.partition = partition;
  }

  /**
   * Takes in a sample.
   *
   * @param at a time before {@code ends} were asked for
   * @param ends where the inputs of all partitions ended
   * @param committed how far they were committed, asked for after {@code ends}
   */
  void sampled(Instant at, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed) {
    if (marks.size() < MAX_MARKS) {
      marks.addLast(new Mark(at, ends));
    }
    Optional<Instant> asOf = seen.asOf();
    while (!marks.isEmpty() && lag(marks.getFirst().ends(), committed) == 0) {
      asOf = Optional.of(marks.removeFirst().at());
    }
    seen = new Seen(asOf, OptionalLong.of(lag(ends, committed)));
  }

  private long lag(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed) {
    long lag = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      if (end.getKey().partition() == partition) {
        lag += Math.max(0, end.getValue() - committed.getOrDefault(end.getKey(), 0L));
      }
    }
    return lag;
  }

  /** Complete up to when; empty where it has not caught up with any sample yet. */
  Optional<Instant> asOf() {
    return seen.asOf();
  }

  /** Records that were not committed at the last sample. */
  OptionalLong lag() {
    return seen.lag();
  }
}
