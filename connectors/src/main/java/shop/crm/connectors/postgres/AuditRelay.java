package shop.crm.connectors.postgres;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.Worker;
import shop.crm.connectors.postgres.AuditLog.Entry;
import shop.crm.schemas.Topics;
import shop.crm.schemas.topic.AuditLineJson;

/**
 * Takes the audit log to Kafka, each line exactly once for readers of committed records, and
 * forgets what is old. Of all instances one is active, by a lock in PostgreSQL. Lines are published
 * in transactions of Kafka's, together with the note how far they go: a relay that starts shuts out
 * the one before, reads that note, and goes on behind it. Those who write lines pay nothing for
 * that.
 */
public final class AuditRelay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditRelay.class);

  private static final String NAME = "postgres-audit";
  private static final String TRANSACTIONAL_ID = "crm-audit";

  /** A transaction of Kafka's costs as much as a thousand lines: so few are made, of many lines. */
  private static final Duration BETWEEN_BATCHES = Duration.ofMillis(500);

  private static final Duration STANDBY = Duration.ofSeconds(1);
  private static final long TIDY_NANOS = Duration.ofMinutes(1).toNanos();

  private final Database database;
  private final Map<String, Object> kafka;
  private final Duration retention;
  private final Clock clock;
  private final Counter failures;
  private final LongAdder handled = new LongAdder();
  private final Worker worker;
  private long nextTidy = System.nanoTime();

  /**
   * A relay, not yet started.
   *
   * @param kafka where Kafka is and how to get in, as client properties
   * @param retention how long lines are kept
   */
  public AuditRelay(
      Database database,
      Map<String, Object> kafka,
      Duration retention,
      Clock clock,
      MeterRegistry registry) {
    this.database = database;
    this.kafka = Map.copyOf(kafka);
    this.retention = retention;
    this.clock = clock;
    this.failures =
        Counter.builder("crm.audit.failures")
            .description("Failures to publish the audit log")
            .register(registry);
    this.worker = new Worker(NAME, database.toString(), failures::increment);
  }

  /** Begins to publish, as soon as both sides answer. Returns at once. */
  public void start() {
    worker.start(this::connectAndPublish);
  }

  /** How it fares. */
  public ConnectorStatus status() {
    return new ConnectorStatus(NAME, worker.state(), handled.sum(), 0, worker.problem());
  }

  private void connectAndPublish(Worker.Run run)
      throws IOException, SQLException, InterruptedException {
    try (AuditReader log = new AuditReader(database.leased(Database.LEASE))) {
      run.running();
      while (!run.stopping() && !log.isActive()) {
        run.pause(STANDBY);
      }
      if (!run.stopping()) {
        publish(log, run);
      }
    }
  }

  private void publish(AuditReader log, Worker.Run run) throws IOException, InterruptedException {
    String name = log.name();
    Producer<byte[], byte[]> producer = RelayTransactions.producer(kafka, TRANSACTIONAL_ID);
    try {
      // Shuts out whoever was active before, and ends what they left open.
      producer.initTransactions();
      long published = published(name, producer);
      if (log.isBehind(published)) {
        LOG.warn(
            "{}: the database was put back to before line {}; new lines follow it",
            NAME,
            published);
      }
      LOG.info("{}: this instance publishes", NAME);
      nextTidy = System.nanoTime();
      while (!run.stopping()) {
        tidy(log, published);
        List<Entry> lines = log.next(published);
        if (!lines.isEmpty()) {
          send(lines, name, producer);
          published = lines.getLast().id();
          handled.add(lines.size());
        }
        if (lines.size() < AuditReader.AT_ONCE) {
          run.pause(BETWEEN_BATCHES);
        }
      }
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  /** The last line that was published from that log; 0 where none was. */
  private long published(String name, Producer<byte[], byte[]> producer)
      throws IOException, InterruptedException {
    List<Long> last = OutboxProgress.last(kafka, name, RelayTransactions.mark(producer));
    return last.isEmpty() ? 0 : last.getLast();
  }

  /** All of them, or none: where that fails, the producer is of no more use. */
  private static void send(List<Entry> lines, String name, Producer<byte[], byte[]> producer) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    lines.forEach(entry -> records.add(record(entry)));
    records.add(OutboxProgress.record(name, List.of(lines.getLast().id())));
    producer.beginTransaction();
    try {
      RelayTransactions.send(
          producer, records, (_, failure) -> LOG.debug("{}: a line was not sent", NAME, failure));
      // Throws what any of the sends has failed with.
      producer.commitTransaction();
    } catch (KafkaException e) {
      producer.abortTransaction();
      throw e;
    }
  }

  /** By tenant, and from when the call came: what is old goes as in PostgreSQL. */
  private static ProducerRecord<byte[], byte[]> record(Entry entry) {
    return new ProducerRecord<>(
        Topics.AUDIT,
        0,
        entry.line().at().toEpochMilli(),
        entry.line().tenant().orElse("").getBytes(StandardCharsets.UTF_8),
        AuditLineJson.write(entry.id(), entry.line()));
  }

  private void tidy(AuditReader log, long published) {
    if (System.nanoTime() - nextTidy >= 0) {
      // Between batches, so that no line waits for a heap of old ones to go.
      boolean more = log.forget(clock.instant().minus(retention), published);
      nextTidy = more ? System.nanoTime() : System.nanoTime() + TIDY_NANOS;
    }
  }

  /** Finishes the batch under way (at most 10 s) and ends. */
  @Override
  public void close() {
    worker.close();
  }
}
