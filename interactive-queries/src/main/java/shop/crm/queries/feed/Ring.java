package shop.crm.queries.feed;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The newest changes, numbered in the order in which the tail read them. One thread appends; any
 * number of readers look without a lock, and whoever is too slow finds that what comes next is
 * gone. Its memory is bounded whatever readers do.
 */
final class Ring {

  /** An entry besides the event's bytes: objects, strings, and what its id takes in any case. */
  private static final int ENTRY_BYTES = 360;

  /** What a slot takes of an id: a varint of three bytes, as base64. */
  private static final int SLOT_BYTES = 4;

  private final AtomicReferenceArray<Entry> entries;
  private final long maxBytes;
  private final int idBytes;
  private volatile Head head;
  private volatile boolean ended;

  // What follows is the appending thread's, and under the lock of this for those that join.
  private final long[] base;
  private final long[] position;
  private long first;
  private long next;
  private volatile long bytes;

  /**
   * How far the readers may look.
   *
   * @param next the number after the last entry
   * @param position what was read from the topics when that was the last entry; not to be changed
   * @param later opens when there are more
   */
  record Head(long next, long[] position, CountDownLatch later) {}

  /** An entry: a change, and its id once a reader has needed it. */
  static final class Entry {

    private final long number;
    private final Change change;
    private volatile Optional<byte[]> id = Optional.empty();

    private Entry(long number, Change change) {
      this.number = number;
      this.change = change;
    }

    Change change() {
      return change;
    }

    /** The id that is the same for all who have read just what was appended, in that order. */
    byte[] id(int log, long[] at) {
      if (id.isEmpty()) {
        id = Optional.of(Position.encode(log, at));
      }
      return id.get();
    }
  }

  /**
   * An empty ring.
   *
   * @param from where in the topics its first change is looked for
   */
  Ring(FeedSettings settings, long[] from) {
    this.entries = new AtomicReferenceArray<>(settings.ring().changes());
    this.maxBytes = settings.ring().bytes();
    this.idBytes = SLOT_BYTES * from.length;
    this.base = from.clone();
    this.position = from.clone();
    this.head = new Head(0, from.clone(), new CountDownLatch(1));
  }

  /** Takes in what was read; readers see it when it is published. */
  synchronized void append(List<Change> changes, long[] reached) {
    for (Change change : changes) {
      if (next - first == entries.length()) {
        dropFirst();
      }
      entries.set(index(next), new Entry(next, change));
      bytes += size(change);
      next++;
      while (bytes > maxBytes && next - first > 1) {
        dropFirst();
      }
    }
    System.arraycopy(reached, 0, position, 0, reached.length);
  }

  private void dropFirst() {
    Change gone = entries.get(index(first)).change();
    base[gone.slot()] = gone.offset() + 1;
    bytes -= size(gone);
    entries.set(index(first), null);
    first++;
  }

  private long size(Change change) {
    return change.json().length + (long) ENTRY_BYTES + idBytes;
  }

  private int index(long number) {
    return (int) (number & entries.length() - 1);
  }

  /** Lets readers see what was appended, and wakes them up if that is any. */
  synchronized void publish() {
    Head before = head;
    boolean more = next > before.next();
    CountDownLatch later = more ? new CountDownLatch(1) : before.later();
    head = new Head(next, position.clone(), later);
    if (more) {
      before.later().countDown();
    }
  }

  /** Lets all readers end: what comes next is lost. */
  void end() {
    ended = true;
    wake();
  }

  /** Wakes all readers up, so that they look around. */
  synchronized void wake() {
    Head before = head;
    head = new Head(before.next(), before.position(), new CountDownLatch(1));
    before.later().countDown();
  }

  boolean ended() {
    return ended;
  }

  Head head() {
    return head;
  }

  /**
   * Where a reader may begin who has read up to {@code at}: from there on nothing is missing, and
   * only what the reader has already is there twice. Empty where something in between is gone.
   */
  synchronized OptionalLong join(long[] at) {
    for (int slot = 0; slot < base.length; slot++) {
      if (at[slot] < base[slot]) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(first);
  }

  /** The entry of that number, if it is still there. */
  Optional<Entry> entry(long number) {
    return Optional.ofNullable(entries.get(index(number))).filter(it -> it.number == number);
  }

  long bytes() {
    return bytes;
  }
}
