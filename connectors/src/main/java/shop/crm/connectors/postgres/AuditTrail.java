package shop.crm.connectors.postgres;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ErrorText;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.schemas.model.access.AuditLine.Outcome;

/**
 * The audit log in PostgreSQL. Lines of what no transaction writes wait in a queue and are written
 * many at once, {@link #GATHERING} after the first of them. While PostgreSQL is away the queue
 * fills up; what does not fit is dropped and counted, since a read that waited for the log would be
 * away with it.
 */
public final class AuditTrail implements AuditLog, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  /** Some 20 MB: seconds of all that an instance answers, minutes of what is usual. */
  static final int MOST_WAITING = 65_536;

  /** Whoever is refused again and again does not push out what others read. */
  static final int MOST_REFUSED = MOST_WAITING / 2;

  private static final int AT_ONCE = 2_000;
  private static final Duration GATHERING = Duration.ofMillis(500);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(10);
  private static final long BETWEEN_WARNINGS = Duration.ofSeconds(10).toNanos();

  private final Database database;
  private final BlockingQueue<AuditLine> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Counter dropped;
  private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread writer;
  private volatile boolean closed;

  /** A log in that database, whose writer runs until it is closed. */
  public AuditTrail(Database database, MeterRegistry registry) {
    this.database = database;
    this.dropped =
        Counter.builder("crm.audit.dropped")
            .description(
                "Lines of the audit log that were lost, since PostgreSQL was away too long")
            .register(registry);
    Gauge.builder("crm.audit.waiting", waiting, BlockingQueue::size)
        .description("Lines of the audit log that wait to be written")
        .register(registry);
    this.writer = Thread.ofPlatform().name("crm-audit-log").daemon().start(this::write);
  }

  @Override
  public void note(AuditLine line) {
    boolean fits = line.outcome() != Outcome.REFUSED || waiting.size() < MOST_REFUSED;
    if (closed || !fits || !waiting.offer(line)) {
      drop(1, closed ? "the log is closed" : "PostgreSQL takes no lines, or too few");
    }
  }

  @Override
  public List<Entry> find(Query query) {
    return database.snapshot(handle -> AuditTable.find(handle, query));
  }

  private void drop(int lines, String why) {
    if (lines == 0) {
      return;
    }
    dropped.increment(lines);
    long now = System.nanoTime();
    long next = nextWarning.get();
    if (now - next >= 0 && nextWarning.compareAndSet(next, now + BETWEEN_WARNINGS)) {
      LOG.warn("audit log: {} lines were lost until now: {}", (long) dropped.count(), why);
    }
  }

  private void write() {
    try {
      while (!isStopping()) {
        List<AuditLine> lines = next();
        while (!lines.isEmpty() && !written(lines)) {
          if (stop.await(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS)) {
            drop(written(lines) ? 0 : lines.size(), "PostgreSQL was away at the end");
            break;
          }
        }
      }
      writeRest();
    } catch (InterruptedException e) {
      LOG.warn("audit log: stopped before all lines were written");
      drop(waiting.size(), "PostgreSQL did not take them in time");
    }
  }

  private boolean isStopping() {
    return stop.getCount() == 0;
  }

  /** The next lines; none where there were none for a while. */
  private List<AuditLine> next() throws InterruptedException {
    List<AuditLine> lines = new ArrayList<>();
    AuditLine first = waiting.poll(GATHERING.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      lines.add(first);
      if (waiting.size() < AT_ONCE && stop.await(GATHERING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("audit log: writing what is left");
      }
      waiting.drainTo(lines, AT_ONCE - 1);
    }
    return lines;
  }

  /** Whether they need not be tried again. */
  private boolean written(List<AuditLine> lines) {
    try {
      database.read(
          handle -> {
            AuditTable.insert(handle, lines);
            return lines.size();
          });
      return true;
    } catch (DatabaseAway e) {
      LOG.warn("audit log: {}; {} lines wait", ErrorText.of(e), lines.size() + waiting.size());
      return false;
    } catch (RuntimeException e) {
      if (!SqlErrors.isRefusal(e)) {
        LOG.warn("audit log: {}", ErrorText.of(e));
        return false;
      }
      LOG.error("audit log: lines are refused: {}", ErrorText.of(e));
      drop(lines.size(), "PostgreSQL refuses them");
      return true;
    }
  }

  private void writeRest() {
    List<AuditLine> lines = new ArrayList<>();
    while (waiting.drainTo(lines, AT_ONCE) > 0) {
      if (!written(lines)) {
        drop(lines.size() + waiting.size(), "PostgreSQL was away at the end");
        return;
      }
      lines.clear();
    }
  }

  /** Writes what waits, unless PostgreSQL is away. */
  @Override
  public void close() {
    closed = true;
    stop.countDown();
    try {
      if (!writer.join(PATIENCE_AT_END)) {
        writer.interrupt();
      }
    } catch (InterruptedException e) {
      writer.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
