package shop.crm.queries.connection;

import java.util.Optional;

/**
 * That a connection waits for its other end.
 *
 * @param what what it waits for
 * @param since when it began to, by {@link System#nanoTime}
 * @param deadline when the connection is closed
 * @param refusal what that is counted as; nothing where it is the common end of a connection
 */
record Wait(What what, long since, long deadline, Optional<Refusal> refusal) {

  /** What is waited for. */
  enum What {
    /** A request: nothing is lost if it does not come. */
    REQUEST,
    BODY,
    /** That bytes of an answer are taken. */
    READER,
    /** Nothing: the service has the next move. */
    NOTHING
  }

  static final Wait FOR_NOTHING = new Wait(What.NOTHING, 0, 0, Optional.empty());

  /** Whether it is the one to end first where room is needed: the lesser loss, then the longer. */
  boolean isBefore(Wait other) {
    return what == other.what
        ? what != What.NOTHING && since - other.since < 0
        : what.compareTo(other.what) < 0;
  }

  boolean isOver(long now) {
    return what != What.NOTHING && now - deadline > 0;
  }
}
