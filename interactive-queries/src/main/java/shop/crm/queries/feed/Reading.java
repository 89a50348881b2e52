package shop.crm.queries.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of the feed, on the reader's own thread: goes along the ring, and before that, where
 * the ring does not reach back far enough, along the topics.
 */
public final class Reading implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reading.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** With so many bytes a part of what a reader missed is sent, before more is read. */
  private static final int PART_BYTES = 256 << 10;

  /** After so long somebody else who waits to read from the topics gets a turn. */
  private static final long TURN_NANOS = Duration.ofSeconds(5).toNanos();

  /** So many entries are passed at the most before it looks around. */
  private static final int STRETCH = 256;

  private final Feed feed;
  private final FeedSettings settings;
  private final Ring ring;
  private final ChangeLog.Shape shape;
  private final Optional<Position> after;
  private final BooleanSupplier allowed;
  private final Cursor cursor;
  private final Thread thread = Thread.currentThread();
  private volatile Optional<EventStream> stream = Optional.empty();
  private volatile boolean stalled;
  private volatile boolean refused;
  private long sentNanos;

  Reading(
      Feed feed,
      FeedSettings settings,
      Tail tail,
      ChangeFilter filter,
      Optional<Position> after,
      BooleanSupplier allowed) {
    this.feed = feed;
    this.settings = settings;
    this.ring = tail.ring();
    this.shape = tail.shape();
    this.after = after;
    this.allowed = allowed;
    this.cursor =
        after
            .map(position -> Cursor.after(filter, position))
            .orElseGet(() -> Cursor.atHead(filter, shape.log(), ring.head()));
  }

  /**
   * Makes sure that everything after the reader's position is there.
   *
   * @throws LostEvents where it is not
   */
  void check() throws InterruptedException {
    if (after.isEmpty()) {
      return;
    }
    long[] at = after.get().next();
    if (after.get().log() != shape.log() || at.length != shape.slots()) {
      throw new LostEvents("the position is of other topics");
    }
    if (!cursor.join(ring) && anyBefore(at, feed.log().starts())) {
      throw new LostEvents("what comes after the position is not kept any more");
    }
    // Another instance may have read further than this one, but nobody further than to the end.
    if (anyBefore(ring.head().position(), at) && anyBefore(feed.log().ends(), at)) {
      throw new LostEvents("the topics end before the position");
    }
  }

  private static boolean anyBefore(long[] one, long[] other) {
    return IntStream.range(0, one.length).anyMatch(slot -> one[slot] < other[slot]);
  }

  /**
   * Writes what the reader wants until that comes to an end.
   *
   * @return how; {@link End#GONE} is told by an exception instead
   * @throws IOException where the reader cannot be written to any more
   */
  public End stream(OutputStream to) throws IOException {
    EventStream out = new EventStream(to);
    stream = Optional.of(out);
    End end = End.GONE;
    try {
      end = follow(out);
    } catch (LostEvents e) {
      LOG.debug("a reader has lost its place", e);
      end = End.LOST;
    } catch (InterruptedException e) {
      end = interrupted();
    } catch (IOException | RuntimeException e) {
      if (!stalled && !refused && !feed.closing()) {
        throw e;
      }
      end = interrupted();
    } finally {
      feed.ended(this, end);
    }
    return end;
  }

  private End interrupted() {
    if (refused) {
      return End.REFUSED;
    }
    return feed.closing() ? End.CLOSED : End.STALLED;
  }

  private End follow(EventStream out) throws IOException, InterruptedException {
    out.begin(cursor.id());
    sentNanos = System.nanoTime();
    while (!feed.closing()) {
      if (refused) {
        return End.REFUSED;
      }
      if (ring.ended()) {
        return End.LOST;
      }
      if (System.nanoTime() - sentNanos >= settings.heartBeat().toNanos()) {
        heartBeat(out);
      }
      if (!cursor.join(ring)) {
        catchUp(out);
        continue;
      }
      Ring.Head head = ring.head();
      if (cursor.next() < head.next()) {
        if (!pass(out, Math.min(head.next(), cursor.next() + STRETCH))) {
          return End.BEHIND;
        }
      } else {
        cursor.settle(head);
        awaitMore(head);
      }
    }
    return End.CLOSED;
  }

  /** Passes entries; whether they were still there. */
  private boolean pass(EventStream out, long until) throws IOException {
    long sent = 0;
    boolean there = true;
    while (there && cursor.next() < until) {
      Optional<Ring.Entry> entry = ring.entry(cursor.next());
      there = entry.isPresent();
      if (there && cursor.passEntry(entry.get().change())) {
        out.event(cursor.id(entry.get()), entry.get().change());
        sent++;
      }
    }
    flushed(out, sent);
    return there;
  }

  private void awaitMore(Ring.Head head) throws InterruptedException {
    long left = sentNanos + settings.heartBeat().toNanos() - System.nanoTime();
    if (head.later().await(left, TimeUnit.NANOSECONDS)) {
      LOG.trace("there is more");
    }
  }

  private void flushed(EventStream out, long sent) throws IOException {
    if (sent > 0) {
      out.flush();
      sentNanos = System.nanoTime();
      feed.sent(sent);
    }
  }

  private void heartBeat(EventStream out) throws IOException {
    out.heartBeat(cursor.id());
    sentNanos = System.nanoTime();
  }

  /** Reads from the topics what the ring does not have, once it is this reader's turn. */
  private void catchUp(EventStream out) throws IOException, InterruptedException {
    long left = sentNanos + settings.heartBeat().toNanos() - System.nanoTime();
    long wait = Math.max(0, Math.min(left, POLL.toNanos()));
    if (!feed.catchUps().enter(cursor.tenant(), wait)) {
      return;
    }
    try {
      List<Passed> part = new ArrayList<>();
      if (feed.catchUps().read(cursor.tenant(), wait, () -> read(part, ring.head().position()))) {
        for (Passed passed : part) {
          out.event(passed.id(), passed.change());
        }
        flushed(out, part.size());
      }
    } catch (LogAway e) {
      LOG.warn("A reader cannot catch up now; trying again", e);
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    } finally {
      feed.catchUps().leave(cursor.tenant());
    }
  }

  /** A change for the reader, and the id of its place. */
  private record Passed(byte[] id, Change change) {}

  /** Reads a part of what the reader misses; it is sent when nobody is kept from reading by it. */
  private void read(List<Passed> part, long[] target) throws InterruptedException {
    long end = System.nanoTime() + TURN_NANOS;
    int bytes = 0;
    List<Integer> slots = IntStream.of(cursor.behind(target)).boxed().toList();
    try (ChangeLog.Source source = feed.log().read("catch-up", slots, cursor.at())) {
      while (cursor.behind(target).length > 0
          && bytes < PART_BYTES
          && System.nanoTime() < end
          && !feed.closing()
          && !ring.ended()) {
        long[] reached = cursor.at();
        for (Change change : source.poll(POLL, reached)) {
          if (cursor.pass(change)) {
            part.add(new Passed(cursor.id(), change));
            bytes += change.json().length;
          }
        }
        cursor.reach(reached);
      }
    }
  }

  /** Ends with a reader that may not read any more, or does not take what is written to it. */
  void interruptIfItMayNotGoOn(long now) {
    stream.ifPresent(
        out -> {
          if (!allowed.getAsBoolean()) {
            refused = true;
            interrupt();
          } else if (out.stalledNanos(now) > settings.stall().toNanos()) {
            stalled = true;
            interrupt();
          }
        });
  }

  /** Closes the connection that it writes to, where that is one. */
  void interrupt() {
    thread.interrupt();
  }

  /** Gives the reader's room to others, where it was not read. */
  @Override
  public void close() {
    feed.ended(this, End.GONE);
  }
}
