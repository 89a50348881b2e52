package shop.crm.queries.jobs;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import shop.crm.queries.http.TimedIds;

/**
 * Ids of requests to recalculate: UUIDs of version 7 that grow with each request. The answer to one
 * counts all that was known when it was made, and so answers those before it. Between instances ids
 * grow as their clocks do.
 */
public final class RecalculationIds {

  private static final int VERSION = 7;
  private static final int MILLIS_SHIFT = 16;

  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  RecalculationIds(Clock clock) {
    this.clock = clock;
  }

  /** The id of another request. */
  String next() {
    return TimedIds.at(last.updateAndGet(before -> Math.max(before + 1, clock.millis())));
  }

  /** When the request of that id was made, to the millisecond; none where it is no such id. */
  public static Optional<Instant> time(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return Optional.of(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> MILLIS_SHIFT))
          .filter(_ -> uuid.version() == VERSION && uuid.toString().equals(id));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  /** Whether the answer to one request answers another one, too. */
  public static boolean answers(String answered, String id) {
    return time(answered).isPresent() && answered.compareTo(id) >= 0;
  }
}
