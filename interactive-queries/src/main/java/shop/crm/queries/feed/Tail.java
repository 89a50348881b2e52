package shop.crm.queries.feed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the whole log on a thread of its own and appends to a ring. Where the log is away it goes
 * on from where it was once that is back; where it has lost its place, the ring ends.
 */
final class Tail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final long LAG_NANOS = Duration.ofSeconds(1).toNanos();

  private final ChangeLog log;
  private final ChangeLog.Shape shape;
  private final Ring ring;
  private final long paceNanos;
  private final long[] position;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().daemon().name("crm-feed").unstarted(this::run);
  private boolean unpublished;
  private long publishedNanos;
  private long lagNanos;
  private volatile long lag;

  /**
   * One that begins where the log ends now.
   *
   * @throws LogAway where the log does not tell
   */
  Tail(ChangeLog log, FeedSettings settings) throws InterruptedException {
    this.log = log;
    this.shape = log.shape();
    this.position = log.committedEnds();
    this.ring = new Ring(settings, position);
    this.paceNanos = settings.pace().toNanos();
    this.publishedNanos = System.nanoTime() - paceNanos;
    this.lagNanos = System.nanoTime() - LAG_NANOS;
  }

  void start() {
    thread.start();
  }

  ChangeLog.Shape shape() {
    return shape;
  }

  Ring ring() {
    return ring;
  }

  /** Records that are on the topics and were not read yet, as of a second ago at the most. */
  long lag() {
    return lag;
  }

  private void run() {
    List<Integer> slots = IntStream.range(0, shape.slots()).boxed().toList();
    while (!stopped()) {
      try (ChangeLog.Source source = log.read("tail", slots, position)) {
        // Since the place was found, or since the topics were away, they may have been made anew.
        if (log.shape().log() != shape.log()) {
          throw new LostEvents("the topics are others");
        }
        while (!stopped()) {
          step(source);
        }
      } catch (LostEvents e) {
        LOG.warn("The feed has lost its place, readers have to begin anew: {}", e.getMessage());
        ring.end();
        return;
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("The feed cannot read the topics; trying again", e);
        pause();
      }
    }
  }

  /**
   * Waits for changes and publishes them, but not before it is time: what comes until then is
   * fetched in one go, for each fetch costs the broker and this instance more than many changes do.
   */
  void step(ChangeLog.Source source) throws InterruptedException {
    take(source.poll(unpublished ? Duration.ofNanos(Math.max(0, untilDue())) : POLL, position));
    long due = untilDue();
    if (unpublished && due > 0 && source.lag() == 0 && !stop.await(due, TimeUnit.NANOSECONDS)) {
      take(source.poll(Duration.ZERO, position));
    }
    if (!unpublished || untilDue() <= 0) {
      ring.publish();
      publishedNanos = unpublished ? System.nanoTime() : publishedNanos;
      unpublished = false;
    }
    long now = System.nanoTime();
    if (now - lagNanos >= LAG_NANOS) {
      lag = source.lag();
      lagNanos = now;
    }
  }

  private long untilDue() {
    return publishedNanos + paceNanos - System.nanoTime();
  }

  private void take(List<Change> changes) {
    ring.append(changes, position);
    unpublished |= !changes.isEmpty();
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void pause() {
    try {
      if (stop.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("stopped while the topics were away");
      }
    } catch (InterruptedException _) {
      stop.countDown();
    }
  }

  /** Lets it end; returns at once. */
  @Override
  public void close() {
    stop.countDown();
  }

  /** Waits until it has ended. */
  void join() throws InterruptedException {
    thread.join();
  }
}
