package shop.crm.connectors.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.Worker;
import shop.crm.connectors.postgres.ApiKeys;

/**
 * On which day each key was used last, on its way to PostgreSQL. A key is written once a day by an
 * instance, some seconds after it was used, many at once; a request waits for nothing.
 */
public final class KeyUses implements AutoCloseable {

  private static final String NAME = "api-key-uses";
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final ApiKeys keys;
  private final ConcurrentHashMap<String, LocalDate> noted = new ConcurrentHashMap<>();

  /** What PostgreSQL has been told. Only the worker's thread knows it. */
  private final Map<String, LocalDate> written = new HashMap<>();

  private final LongAdder handled = new LongAdder();
  private final Worker worker;

  /** Notes, not yet on their way. */
  public KeyUses(ApiKeys keys, MeterRegistry registry) {
    this.keys = keys;
    Counter failures =
        Counter.builder("crm.keys.uses.failures")
            .description("Failures to write on which days API keys were used")
            .register(registry);
    this.worker = new Worker(NAME, "PostgreSQL", failures::increment);
  }

  /** Begins to write. Returns at once. */
  public void start() {
    worker.start(this::write);
  }

  /** Notes that a key was used. Safe for use by many threads, and waits for nothing. */
  public void note(String id, LocalDate day) {
    LocalDate before = noted.get(id);
    if (before == null || before.isBefore(day)) {
      noted.merge(id, day, (known, next) -> next.isAfter(known) ? next : known);
    }
  }

  /** How it fares. */
  public ConnectorStatus status() {
    return new ConnectorStatus(NAME, worker.state(), handled.sum(), 0, worker.problem());
  }

  private void write(Worker.Run run) throws InterruptedException {
    run.running();
    while (!run.stopping()) {
      writeNow();
      run.pause(INTERVAL);
    }
    writeNow();
  }

  /** Writes what was noted since the last time. */
  void writeNow() {
    Map<String, LocalDate> news = new HashMap<>(noted);
    news.entrySet().removeAll(written.entrySet());
    if (!news.isEmpty()) {
      keys.used(news);
      written.putAll(news);
      handled.add(news.size());
      forget(news.values().stream().max(LocalDate::compareTo).orElseThrow());
    }
  }

  /** Keys come and go, and this must not grow with all that ever were. */
  private void forget(LocalDate today) {
    noted.values().removeIf(day -> day.isBefore(today.minusDays(1)));
    written.values().removeIf(day -> day.isBefore(today.minusDays(1)));
  }

  /** Writes what is noted, and ends. */
  @Override
  public void close() {
    worker.close();
  }
}
