package shop.crm.queries.feed;

import java.time.Duration;
import java.util.List;

/**
 * The topics of changes as one log. Each partition of each topic is a slot, and a place in the log
 * is an offset in each slot. What is not committed is not in it.
 *
 * <p>Every method throws {@link LogAway} where the topics cannot be reached in time.
 */
public interface ChangeLog extends AutoCloseable {

  /**
   * Which log it is.
   *
   * @param log a number that another log, as of topics that were made anew, does not have
   * @param slots how many partitions there are
   */
  record Shape(int log, int slots) {}

  /** Which log it is now. */
  Shape shape() throws InterruptedException;

  /** The first offset that is still there, of each slot. */
  long[] starts() throws InterruptedException;

  /** Where what is committed ends, in each slot. */
  long[] committedEnds() throws InterruptedException;

  /** Where each slot ends, what is not committed yet included. */
  long[] ends() throws InterruptedException;

  /**
   * Begins to read.
   *
   * @param reader names it, in the brokers' logs
   * @param slots which slots
   * @param from the next offset of each slot of the log
   */
  Source read(String reader, List<Integer> slots, long[] from);

  @Override
  void close();

  /** Reads some of the slots, each in order. For one thread. */
  interface Source extends AutoCloseable {

    /**
     * What comes next, once there is any.
     *
     * @param atMost how long it waits for some
     * @param next the next offsets of all slots; is brought forward past what was read, also past
     *     what is no change
     * @throws LostEvents where it would have to read what is not there any more
     */
    List<Change> poll(Duration atMost, long[] next) throws InterruptedException;

    /** How many records are known to be there and were not read yet. */
    long lag();

    @Override
    void close();
  }
}
