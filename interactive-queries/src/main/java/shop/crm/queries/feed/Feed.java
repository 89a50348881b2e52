package shop.crm.queries.feed;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes as they happen, for many readers. Follows the topics while there are any. */
public final class Feed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  /** How long readers may take to end by themselves, and then to be ended. */
  private static final Duration PARTING = Duration.ofMillis(500);

  /** For how long nobody asks again for topics that did not answer. */
  private static final long AWAY_NANOS = Duration.ofSeconds(1).toNanos();

  private final ChangeLog log;
  private final FeedSettings settings;
  private final FeedMeters meters;
  private final CatchUps catchUps;
  private final Set<Reading> readings = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("crm-feed-watch").factory());
  private volatile boolean closing;

  // What follows changes under the lock of this.
  private volatile Optional<Tail> tail = Optional.empty();
  private Optional<LogAway> away = Optional.empty();
  private long awayNanos;
  private long aloneNanos = System.nanoTime();

  /**
   * A feed without readers.
   *
   * @param log what is read; closed with the feed
   * @param registry takes the meters
   */
  public Feed(ChangeLog log, FeedSettings settings, MeterRegistry registry) {
    this.log = log;
    this.settings = settings;
    this.catchUps = new CatchUps(settings.catchUps());
    this.meters = new FeedMeters(registry, this);
    long tick = Math.max(1, Math.min(500, settings.stall().toMillis() / 4));
    watch.scheduleWithFixedDelay(this::look, tick, tick, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes in a reader, who must then read, or close it.
   *
   * @param after where the reader was before; empty for one who begins now
   * @param allowed whether whoever reads may go on; asked about every half a second, by another
   *     thread
   * @throws TooManyReaders where there is no room
   * @throws LostEvents where not all after that position is there any more
   * @throws LogAway where the topics do not answer
   */
  public Reading open(ChangeFilter filter, Optional<Position> after, BooleanSupplier allowed)
      throws InterruptedException {
    Reading reading;
    synchronized (this) {
      if (closing || readings.size() >= settings.maxReaders()) {
        throw new TooManyReaders(closing ? "The feed is closed" : "There are too many readers");
      }
      reading = new Reading(this, settings, runningTail(), filter, after, allowed);
      readings.add(reading);
    }
    try {
      reading.check();
      return reading;
    } catch (RuntimeException | InterruptedException e) {
      readings.remove(reading);
      throw e;
    }
  }

  private Tail runningTail() throws InterruptedException {
    if (tail.isPresent() && !tail.get().ring().ended()) {
      return tail.get();
    }
    if (away.isPresent() && System.nanoTime() - awayNanos < AWAY_NANOS) {
      throw away.get();
    }
    try {
      Tail started = new Tail(log, settings);
      if (closing) {
        throw new TooManyReaders("The feed is closed");
      }
      started.start();
      tail = Optional.of(started);
      away = Optional.empty();
      return started;
    } catch (LogAway e) {
      away = Optional.of(e);
      awayNanos = System.nanoTime();
      throw e;
    }
  }

  /** A reader has ended. */
  void ended(Reading reading, End end) {
    if (readings.remove(reading)) {
      meters.ended(end);
    }
  }

  void sent(long events) {
    meters.sent(events);
  }

  ChangeLog log() {
    return log;
  }

  /** Leave to read from the topics on one's own. */
  CatchUps catchUps() {
    return catchUps;
  }

  boolean closing() {
    return closing;
  }

  int readers() {
    return readings.size();
  }

  double ringBytes() {
    return tail.map(running -> running.ring().bytes()).orElse(0L);
  }

  double lag() {
    return tail.map(Tail::lag).orElse(0L);
  }

  /** One that cannot be judged does not keep the others from being looked at, now or later. */
  private static void look(Reading reading, long now) {
    try {
      reading.interruptIfItMayNotGoOn(now);
    } catch (RuntimeException e) {
      LOG.error("Whether a reader may go on cannot be told", e);
    }
  }

  private void look() {
    long now = System.nanoTime();
    readings.forEach(reading -> look(reading, now));
    synchronized (this) {
      if (!readings.isEmpty()) {
        aloneNanos = now;
      } else if (tail.isPresent() && now - aloneNanos > settings.linger().toNanos()) {
        tail.get().close();
        tail = Optional.empty();
      }
    }
  }

  /** Ends with all readers, those that do not take it after half a second too. */
  @Override
  public void close() {
    closing = true;
    watch.shutdownNow();
    try {
      tail.ifPresent(running -> running.ring().wake());
      if (!areGone()) {
        readings.forEach(Reading::interrupt);
        if (!areGone()) {
          LOG.warn("{} readers of the feed did not end", readings.size());
        }
      }
      if (tail.isPresent()) {
        tail.get().close();
        tail.get().join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }

  private boolean areGone() throws InterruptedException {
    long end = System.nanoTime() + PARTING.toNanos();
    while (!readings.isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return readings.isEmpty();
  }
}
