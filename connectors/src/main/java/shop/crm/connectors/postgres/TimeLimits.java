package shop.crm.connectors.postgres;

import java.time.Duration;
import java.util.Optional;

/**
 * How long PostgreSQL may take, told to it with each connection: it ends what nobody waits for any
 * more, and no client's transaction holds locks for ever.
 *
 * @param statement of one statement, or of one page of its rows
 * @param lock of waiting for a lock
 * @param idle of a transaction between two statements, while its rows go to a slow reader of HTTP
 */
record TimeLimits(Duration statement, Duration lock, Duration idle) {

  /** Whatever the service does: it reads and writes in pages, so that long work is many of them. */
  static final TimeLimits WORK =
      new TimeLimits(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(60));

  /** Tables that are brought to a new release, indexes of millions of rows included. */
  static final TimeLimits MIGRATION =
      new TimeLimits(Duration.ofMinutes(60), Duration.ofMinutes(1), Duration.ofMinutes(10));

  /** Longer than the statement: so that it is PostgreSQL that ends it, where it still answers. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** How long the driver waits for an answer, in seconds. */
  int answerSeconds() {
    return Math.toIntExact(statement.plus(GRACE).toSeconds());
  }

  /**
   * As options of a connection.
   *
   * @param given those of {@code DATABASE_URL}, which have the last word
   */
  String options(Optional<String> given) {
    return "-c statement_timeout="
        + statement.toMillis()
        + " -c lock_timeout="
        + lock.toMillis()
        + " -c idle_in_transaction_session_timeout="
        + idle.toMillis()
        + given.map(more -> " " + more).orElse("");
  }
}
