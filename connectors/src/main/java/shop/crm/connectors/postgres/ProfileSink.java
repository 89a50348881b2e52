package shop.crm.connectors.postgres;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.UnreadableRecords;
import shop.crm.connectors.Worker;
import shop.crm.connectors.postgres.ProfileFact.Registered;
import shop.crm.connectors.postgres.ProfileFact.Seen;
import shop.crm.connectors.postgres.ProfileFact.Unreadable;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;

/**
 * Takes registrations, and customers whom only an order has named, from Kafka to PostgreSQL. A
 * batch is one transaction, and offsets are committed after it; taking a record twice changes
 * nothing. Several instances share the work by partition.
 */
public final class ProfileSink implements AutoCloseable {

  /** The consumer group of all instances. */
  public static final String GROUP = "crm-postgres-in";

  private static final Logger LOG = LoggerFactory.getLogger(ProfileSink.class);
  private static final String NAME = "postgres-in";
  private static final List<String> TOPICS = List.of(Topics.USERS, Topics.SIGHTINGS);
  private static final int BATCH = 500;
  private static final int SESSION_MILLIS = 10_000;
  private static final Duration POLL = Duration.ofMillis(200);

  private final Database database;
  private final TableStatistics statistics;
  private final Map<String, Object> kafka;
  private final ProfileFact.Reader reader;
  private final UnreadableRecords unreadable;
  private final Counter taken;
  private final LongAdder handled = new LongAdder();
  private final Duration backfillAge;
  private final Clock clock;
  private final Worker worker;

  /**
   * A sink, not yet started.
   *
   * @param kafka where Kafka is and how to get in, as client properties
   * @param reader checks registrations
   * @param backfillAge what facts tell that are older is a backfill
   */
  public ProfileSink(
      Database database,
      Map<String, Object> kafka,
      EventReader reader,
      Duration backfillAge,
      Clock clock,
      MeterRegistry registry) {
    this.database = database;
    this.statistics = new TableStatistics(database);
    this.kafka = Map.copyOf(kafka);
    this.reader = new ProfileFact.Reader(reader, clock);
    this.backfillAge = backfillAge;
    this.clock = clock;
    this.unreadable = new UnreadableRecords(kafka, "crm-" + NAME, registry);
    this.taken =
        Counter.builder("crm.profiles.taken")
            .description("Registrations and new customers that PostgreSQL has taken")
            .register(registry);
    Counter failures =
        Counter.builder("crm.profiles.failures")
            .description("Failures to take registrations and new customers into PostgreSQL")
            .register(registry);
    this.worker = new Worker(NAME, database.toString(), failures::increment);
  }

  /** Begins, as soon as both sides answer. Returns at once. */
  public void start() {
    worker.start(this::consume);
  }

  /** How it fares. */
  public ConnectorStatus status() {
    return new ConnectorStatus(
        NAME, worker.state(), handled.sum(), unreadable.count(), worker.problem());
  }

  private void consume(Worker.Run run) throws IOException, InterruptedException {
    // Where PostgreSQL is away this throws, and the partitions stay with whoever reaches it.
    database.read(handle -> handle.execute("SELECT 1"));
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      consumer.subscribe(TOPICS);
      run.running();
      while (!run.stopping()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          take(records);
          commit(consumer);
        }
      }
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records)
      throws IOException, InterruptedException {
    List<ProfileFact> facts = new ArrayList<>(records.count());
    List<Unreadable> noFacts = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ProfileFact fact = reader.read(record);
      if (fact instanceof Unreadable unread) {
        noFacts.add(unread);
      } else {
        facts.add(fact);
      }
    }
    try {
      write(facts);
    } catch (RuntimeException e) {
      requireRefusal(e);
      LOG.warn("{}: a batch was refused; its {} facts are taken one by one", NAME, facts.size());
      oneByOne(facts);
    }
    // Last, so that they are not buried again each time that PostgreSQL fails.
    for (Unreadable unread : noFacts) {
      unreadable.bury(unread.record(), unread.rejection());
    }
    for (ProfileFact fact : facts) {
      if (fact instanceof Registered registered && registered.leftOut().isPresent()) {
        unreadable.bury(registered.record(), registered.leftOut().get());
      }
    }
    handled.add(facts.size());
    taken.increment(facts.size());
  }

  /** A fact that PostgreSQL refuses must not keep the others waiting. */
  private void oneByOne(List<ProfileFact> facts) throws IOException, InterruptedException {
    for (ProfileFact fact : facts) {
      try {
        write(List.of(fact));
      } catch (RuntimeException e) {
        requireRefusal(e);
        unreadable.bury(fact.record(), rejection(e));
      }
    }
  }

  /** What has nothing to do with the facts must not cost any of them: they come again. */
  private static void requireRefusal(RuntimeException e) {
    if (!SqlErrors.isRefusal(e)) {
      throw e;
    }
  }

  private static Rejection rejection(RuntimeException e) {
    return SqlErrors.state(e)
        .map(state -> new Rejection(Reason.INVALID_FIELD, "PostgreSQL does not take it: " + state))
        .orElseGet(() -> new Rejection(Reason.POISON, e.getClass().getName()));
  }

  private void write(List<ProfileFact> facts) {
    Map<String, List<ProfileFact>> tenants = new LinkedHashMap<>();
    for (ProfileFact fact : facts) {
      tenants.computeIfAbsent(fact.customer().tenant(), absent -> new ArrayList<>()).add(fact);
    }
    tenants.forEach(this::write);
  }

  private void write(String tenant, List<ProfileFact> facts) {
    List<String> ids = facts.stream().map(fact -> fact.customer().customer()).distinct().toList();
    List<UserRegistered> registrations =
        facts.stream()
            .filter(Registered.class::isInstance)
            .map(fact -> ((Registered) fact).event())
            .toList();
    database.transaction(
        handle -> {
          ProfileBatch intake =
              new ProfileBatch(handle, tenant, ids, clock.instant().minus(backfillAge));
          intake.expect(registrations);
          for (ProfileFact fact : facts) {
            switch (fact) {
              case Registered registered -> intake.take(registered.event());
              case Seen seen -> intake.take(seen.seen());
              case Unreadable _ -> throw new IllegalArgumentException("not a fact");
            }
          }
          intake.write();
          return facts.size();
        });
    statistics.grown(facts.size());
  }

  private static void commit(Consumer<byte[], byte[]> consumer) {
    try {
      consumer.commitSync();
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.info("{}: partitions moved meanwhile; some facts are taken twice", NAME);
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "crm-" + NAME);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Finishes the batch under way (at most 10 s) and ends. */
  @Override
  public void close() {
    worker.close();
    unreadable.close();
  }
}
