package shop.crm.queries.feed;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * One reader's place: the next offset in each slot, and which entry of the ring comes next once it
 * has joined that. A change that stands before the next offset of its slot was had already, so it
 * does not matter where in the ring a reader joins, nor whose ring it is. For one thread.
 */
final class Cursor {

  private final ChangeFilter filter;
  private final int log;
  private final long[] at;
  private boolean joined;
  private long next;

  /** Whether all that it has had is what the ring's tail had appended up to some entry. */
  private boolean inLine;

  private Cursor(ChangeFilter filter, int log, long[] at) {
    this.filter = filter;
    this.log = log;
    this.at = at;
  }

  /** One that begins with what comes after {@code head}. */
  static Cursor atHead(ChangeFilter filter, int log, Ring.Head head) {
    Cursor cursor = new Cursor(filter, log, head.position().clone());
    cursor.joined = true;
    cursor.next = head.next();
    cursor.inLine = true;
    return cursor;
  }

  /** One that goes on from a position. */
  static Cursor after(ChangeFilter filter, Position position) {
    return new Cursor(filter, position.log(), position.next());
  }

  /** Whose changes it passes. */
  String tenant() {
    return filter.tenant();
  }

  /** Joins the ring, if nothing is missing in between. */
  boolean join(Ring ring) {
    if (!joined) {
      OptionalLong first = ring.join(at);
      joined = first.isPresent();
      next = first.orElse(0);
    }
    return joined;
  }

  /** The entry that comes next, once it has joined. */
  long next() {
    return next;
  }

  /** Passes an entry of the ring; whether it is for the reader. */
  boolean passEntry(Change change) {
    next++;
    return pass(change);
  }

  /** Passes a change; whether it is for the reader and was not had before. */
  boolean pass(Change change) {
    if (change.offset() < at[change.slot()]) {
      return false;
    }
    at[change.slot()] = change.offset() + 1;
    return filter.takes(change);
  }

  /** Tells that everything before {@code reached} was passed. */
  void reach(long[] reached) {
    for (int slot = 0; slot < at.length; slot++) {
      at[slot] = Math.max(at[slot], reached[slot]);
    }
  }

  /** Tells that all entries up to {@code head} were passed, if that is so. */
  void settle(Ring.Head head) {
    if (next == head.next()) {
      reach(head.position());
      inLine = inLine || Arrays.equals(at, head.position());
    }
  }

  /** The slots in which it has not come as far as {@code target}. */
  int[] behind(long[] target) {
    return IntStream.range(0, at.length).filter(slot -> at[slot] < target[slot]).toArray();
  }

  /** The id of an entry that was passed just now. */
  byte[] id(Ring.Entry entry) {
    return inLine ? entry.id(log, at) : id();
  }

  /** Its place, as an id. */
  byte[] id() {
    return Position.encode(log, at);
  }

  /** The next offset of each slot. */
  long[] at() {
    return at.clone();
  }
}
