package shop.crm.connectors.postgres;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.DeadLetterCounters;
import shop.crm.connectors.KafkaRefusals;
import shop.crm.connectors.Worker;
import shop.crm.connectors.postgres.OutboxReader.Row;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;

/**
 * Takes the outbox to Kafka: each row exactly once for readers of committed records, those of one
 * customer in the order of versions. Of all instances one is active, by a lock in PostgreSQL. Rows
 * are published in transactions of Kafka's, together with the note which rows they were; a relay
 * that starts shuts out the one before, reads that note, and takes those rows away without
 * publishing them again.
 */
public final class OutboxRelay implements AutoCloseable {

  private static final Set<String> CHANGES = Set.copyOf(Topics.changes());
  private static final byte[] CLOUDEVENT =
      Headers.CLOUDEVENTS_JSON.getBytes(StandardCharsets.US_ASCII);
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

  private static final String NAME = "postgres-outbox";
  private static final String TRANSACTIONAL_ID = "crm-outbox";

  /** How often the outbox of other instances is looked at; a commit of this one wakes at once. */
  private static final long IDLE_MILLIS = 25;

  /**
   * How far apart two batches begin while many changes are made: a transaction costs Kafka and
   * PostgreSQL the same for one row as for a hundred.
   */
  private static final long PACE_NANOS = Duration.ofMillis(40).toNanos();

  /** So many rows in a batch tell of more to come; with so many there are enough. */
  private static final int MANY_ROWS = 10;

  private static final int ENOUGH_ROWS = 500;

  /** How often an instance that is not active asks whether it may be. */
  private static final long STANDBY_MILLIS = 1_000;

  private static final long SAMPLE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long TIDY_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MAX_REQUEST_BYTES = Topics.MAX_PROFILE_RECORD_BYTES + (1 << 20);

  private final Database database;
  private final Map<String, Object> kafka;
  private final Clock clock;
  private final Counter published;
  private final Counter failures;
  private final LongAdder handled = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final DeadLetterCounters counters;
  private final Semaphore committed = new Semaphore(0);
  private final Worker worker;
  private volatile double oldestAgeSeconds;
  private long nextSample = System.nanoTime();
  private long nextTidy = System.nanoTime();

  /**
   * A relay, not yet started.
   *
   * @param kafka where Kafka is and how to get in, as client properties
   */
  public OutboxRelay(
      Database database, Map<String, Object> kafka, Clock clock, MeterRegistry registry) {
    this.database = database;
    this.kafka = Map.copyOf(kafka);
    this.clock = clock;
    this.published =
        Counter.builder("crm.outbox.published")
            .description("Changes of profiles and segments that Kafka has taken from the outbox")
            .register(registry);
    this.counters = new DeadLetterCounters(registry, "postgres");
    this.failures =
        Counter.builder("crm.outbox.failures")
            .description("Failures to publish from the outbox")
            .register(registry);
    Gauge.builder("crm.outbox.oldest.age", this, relay -> relay.oldestAgeSeconds)
        .baseUnit("seconds")
        .description("Age of the oldest change that is not yet published")
        .register(registry);
    this.worker = new Worker(NAME, database.toString(), failures::increment);
    database.onCommit(this::wake);
  }

  private void wake() {
    if (committed.availablePermits() == 0) {
      committed.release();
    }
  }

  /** Begins to publish, as soon as both sides answer. Returns at once. */
  public void start() {
    worker.start(this::connectAndPublish);
  }

  /** How it fares. */
  public ConnectorStatus status() {
    return new ConnectorStatus(
        NAME, worker.state(), handled.sum(), rejected.sum(), worker.problem());
  }

  private void connectAndPublish(Worker.Run run)
      throws IOException, SQLException, InterruptedException {
    try (OutboxReader outbox = new OutboxReader(database.leased(Database.LEASE))) {
      run.running();
      while (!run.stopping() && !outbox.isActive()) {
        sample(outbox);
        await(STANDBY_MILLIS);
      }
      if (!run.stopping()) {
        publish(outbox, run);
      }
    }
  }

  private void publish(OutboxReader outbox, Worker.Run run)
      throws IOException, SQLException, InterruptedException {
    String installation = outbox.installation();
    // While Kafka is away it gets no further than here, and what is old goes all the same.
    while (!run.stopping() && outbox.forgetOldAnswers(clock)) {
      sample(outbox);
    }
    Producer<byte[], byte[]> producer = producer();
    try {
      // Shuts out whoever was active before, and ends what they left open.
      producer.initTransactions();
      outbox.delete(OutboxProgress.last(kafka, installation, RelayTransactions.mark(producer)));
      LOG.info("{}: this instance publishes", NAME);
      while (!run.stopping()) {
        sample(outbox);
        tidy(outbox);
        long begun = System.nanoTime();
        List<Row> rows = outbox.next();
        if (rows.isEmpty()) {
          await(IDLE_MILLIS);
        } else {
          publish(rows, producer, installation);
          outbox.delete(rows.stream().map(Row::id).toList());
          handled.add(rows.size());
          published.increment(rows.size());
          if (rows.size() >= MANY_ROWS && rows.size() < ENOUGH_ROWS) {
            TimeUnit.NANOSECONDS.sleep(begun + PACE_NANOS - System.nanoTime());
          }
        }
      }
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  /**
   * All of them, or none: where that fails, the producer is of no more use. A row that Kafka does
   * not take for what it is goes to the dead letters in its place.
   */
  private void publish(List<Row> rows, Producer<byte[], byte[]> producer, String installation) {
    Map<Long, OutboxLetter> refused = new HashMap<>();
    while (true) {
      OptionalLong refusal = attempt(rows, refused, producer, installation);
      if (refusal.isEmpty()) {
        refused.values().forEach(letter -> counters.count(letter.reason()));
        rejected.add(refused.size());
        return;
      }
      refused.compute(
          refusal.getAsLong(),
          (id, before) -> before == null ? OutboxLetter.of(row(rows, id)) : before.shortened());
    }
  }

  private static Row row(List<Row> rows, long id) {
    return rows.stream().filter(row -> row.id() == id).findFirst().orElseThrow();
  }

  /** Returns the row that Kafka refuses, of which there may be more; none if it took all. */
  private OptionalLong attempt(
      List<Row> rows,
      Map<Long, OutboxLetter> refused,
      Producer<byte[], byte[]> producer,
      String installation) {
    AtomicReference<OptionalLong> refusal = new AtomicReference<>(OptionalLong.empty());
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Row row : rows) {
      OutboxLetter letter = refused.get(row.id());
      records.add(letter == null ? record(row) : letter.record());
    }
    records.add(OutboxProgress.record(installation, rows.stream().map(Row::id).toList()));
    producer.beginTransaction();
    try {
      RelayTransactions.send(
          producer,
          records,
          (place, failure) -> {
            if (place < rows.size() && KafkaRefusals.isOfTheRecord(failure)) {
              refusal.compareAndSet(OptionalLong.empty(), OptionalLong.of(rows.get(place).id()));
            }
          });
      // Throws what any of the sends has failed with.
      producer.commitTransaction();
    } catch (KafkaException e) {
      // After that, what became of each row is known.
      producer.abortTransaction();
      long row = refusal.get().orElseThrow(() -> e);
      if (refused.containsKey(row) && !refused.get(row).canBeLess()) {
        throw e;
      }
      LOG.warn("{}: Kafka does not take row {}; it goes to the dead letters", NAME, row);
    }
    return refusal.get();
  }

  private static ProducerRecord<byte[], byte[]> record(Row row) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(row.topic(), row.key().getBytes(StandardCharsets.UTF_8), row.value());
    if (CHANGES.contains(row.topic())) {
      record.headers().add(Headers.CONTENT_TYPE, CLOUDEVENT);
    }
    return record;
  }

  private void await(long millis) throws InterruptedException {
    if (committed.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      committed.drainPermits();
    }
  }

  private void sample(OutboxReader outbox) throws SQLException {
    if (System.nanoTime() - nextSample >= 0) {
      oldestAgeSeconds = outbox.oldestAgeSeconds();
      nextSample = System.nanoTime() + SAMPLE_NANOS;
    }
  }

  private void tidy(OutboxReader outbox) throws SQLException {
    if (System.nanoTime() - nextTidy >= 0) {
      // Between batches of the outbox, so that nothing waits for a heap of old answers to go.
      boolean more = outbox.forgetOldAnswers(clock);
      nextTidy = more ? System.nanoTime() : System.nanoTime() + TIDY_NANOS;
    }
  }

  private Producer<byte[], byte[]> producer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    return RelayTransactions.producer(config, TRANSACTIONAL_ID);
  }

  /** Finishes the batch under way (at most 10 s) and ends. */
  @Override
  public void close() {
    worker.close();
  }
}
