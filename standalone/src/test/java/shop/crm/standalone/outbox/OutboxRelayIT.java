package shop.crm.standalone.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.ConnectorStatus.State;
import shop.crm.connectors.postgres.OutboxRelay;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.bridges.KafkaSide.Isolation;

/** Whatever dies when: each version is on Kafka once, for readers of committed records. */
class OutboxRelayIT extends RelayFixture {

  private BackOffice office;
  private Published published;

  @BeforeEach
  void begin() {
    office = new BackOffice(database);
    published = new Published(servers.bootstrap(), database);
  }

  /** A relay as one instance of the service has it. */
  private final class Instance implements AutoCloseable {
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final OutboxRelay relay;

    Instance(OwnDatabase from, Map<String, Object> kafka) {
      relay = new OutboxRelay(from.database(), kafka, Clock.systemUTC(), metrics);
      closedAfterwards(this);
      relay.start();
    }

    Instance() {
      this(database, servers.kafkaClient());
    }

    Instance(Hold.Gate gate) {
      this(database, gate.in(servers.kafkaClient()));
    }

    long published() {
      return relay.status().handled();
    }

    void awaitFailure() {
      double before = failures();
      Await.until("the relay fails", () -> failures() > before);
    }

    private double failures() {
      return metrics.counter("crm.outbox.failures").count();
    }

    @Override
    public void close() {
      relay.close();
    }
  }

  @Test
  void answers_that_are_due_to_be_forgotten_all_go_however_many_they_are() {
    givenOldAnswersAmongOthers();
    new Instance();

    awaitThatOldAnswersAreGone();
  }

  @Test
  void answers_are_forgotten_while_kafka_is_away() {
    givenOldAnswersAmongOthers();
    new Instance(database, KafkaSide.client("127.0.0.1:9"));

    awaitThatOldAnswersAreGone();
  }

  private void givenOldAnswersAmongOthers() {
    database.execute(
        "INSERT INTO idempotency (tenant_id, key, fingerprint, created_at)"
            + " SELECT 'default', i::text, 'f', now() - interval '1 day' * (8 * (i % 2))"
            + " FROM generate_series(1, 7000) AS i");
  }

  private void awaitThatOldAnswersAreGone() {
    Await.until(
        "old answers are forgotten",
        () -> database.number("SELECT count(*) FROM idempotency") == 3_500);
  }

  @Test
  void what_is_told_of_a_key_does_not_wait_behind_an_import() throws Exception {
    letters(Topics.PROFILES, "imported/", 20_000);
    letters(Topics.KEYS, "revoked-", 2);
    List<ConsumerRecord<byte[], byte[]>> first;
    try (Hold.Gate gate = new Hold.Gate()) {
      new Instance(gate);
      gate.awaitReached();
      first = ofKeys(Isolation.READ_UNCOMMITTED);
    }
    Await.until("all is published", () -> database.outbox().isEmpty());

    List<String> keys = first.stream().map(record -> new String(record.key(), UTF_8)).toList();
    assertEquals(List.of("revoked-1", "revoked-2"), keys);
    assertEquals(2, ofKeys(Isolation.READ_COMMITTED).size());
  }

  private void letters(String topic, String key, int count) {
    database.execute(
        "INSERT INTO outbox (topic, record_key, value)"
            + " SELECT '%s', '%s' || i, '\\x7b7d' FROM generate_series(1, %d) AS i"
                .formatted(topic, key, count));
  }

  private List<ConsumerRecord<byte[], byte[]>> ofKeys(Isolation isolation) {
    return KafkaSide.read(
        servers.bootstrap(), isolation, Topics.KEYS, record -> true, found -> found.size() >= 2);
  }

  private CompletableFuture<Void> meanwhile(int changes) {
    return CompletableFuture.runAsync(() -> office.changes(changes), Thread::startVirtualThread);
  }

  private static void finish(CompletableFuture<?> work) throws Exception {
    work.get(120, TimeUnit.SECONDS);
  }

  @Test
  void each_version_is_published_once_while_many_are_made_at_once() throws Exception {
    Instance relay = new Instance();

    finish(CompletableFuture.allOf(meanwhile(150), meanwhile(150), meanwhile(150)));

    published.assertEachVersionOnce();
    assertEquals(2 * published.versions(), relay.published());
    assertEquals(State.RUNNING, relay.relay.status().state());
  }

  @Test
  void a_row_that_kafka_does_not_take_goes_to_the_dead_letters_and_the_rest_goes_on()
      throws Exception {
    KafkaSide.limit(servers.bootstrap(), Topics.PROFILES, 20_000);
    try {
      office.changes(10);
      byte[] large = new byte[100_000];
      new Random(1).nextBytes(large);
      long row =
          database.number(
              "INSERT INTO outbox (topic, record_key, value) VALUES ('crm.profiles', 'someone', '\\x"
                  + HexFormat.of().formatHex(large)
                  + "') RETURNING id");
      office.changes(10);
      Instance relay = new Instance();

      Await.until("all is published", () -> database.outbox().isEmpty());
      published.assertEachVersionOnce();
      List<ConsumerRecord<byte[], byte[]>> letters =
          KafkaSide.read(
              servers.bootstrap(),
              Isolation.READ_COMMITTED,
              Topics.DEAD_LETTERS,
              letter -> Arrays.equals(letter.value(), large),
              picked -> !picked.isEmpty());
      assertEquals(1, letters.size());
      assertEquals(
          "postgres:outbox@" + row,
          new String(letters.getFirst().headers().lastHeader(Headers.SOURCE).value(), UTF_8));
      assertEquals(1, relay.relay.status().rejected());
    } finally {
      KafkaSide.limit(servers.bootstrap(), Topics.PROFILES, 8 << 20);
    }
  }

  @Test
  void what_was_committed_before_the_relay_could_take_it_away_is_not_published_again() {
    office.changes(60);
    List<Long> rows = database.outbox();
    database.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$");
    database.execute(
        "CREATE TRIGGER refuse BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION refuse()");
    Instance first = new Instance();
    first.awaitFailure();
    // Its first attempt published; the second found out, and failed at the same place.
    first.awaitFailure();
    assertEquals(published.versions(), committed());
    first.close();
    assertEquals(rows, database.outbox());
    office.changes(20);
    database.execute("DROP TRIGGER refuse ON outbox");

    Instance second = new Instance();

    published.assertEachVersionOnce();
    assertEquals(40, second.published());
  }

  private long committed() {
    return published.read(Isolation.READ_COMMITTED, Topics.PROFILES, published.versions()).size();
  }

  private long sent(long atLeast) {
    return published.read(Isolation.READ_UNCOMMITTED, Topics.PROFILES, atLeast).size();
  }

  @Test
  void what_was_sent_and_not_committed_is_published_by_the_next_relay() throws Exception {
    office.changes(60);
    long versions = published.versions();
    Hold.Gate gate = closedAfterwards(new Hold.Gate());
    new Instance(gate);
    gate.awaitReached();
    assertEquals(versions, sent(versions));
    assertTrue(database.endActiveRelay(), "no relay was active");

    new Instance();

    published.assertEachVersionOnce();
    assertEquals(2 * versions, sent(2 * versions));
  }

  @Test
  void of_two_relays_the_one_that_lost_its_session_is_shut_out_and_waits_for_its_turn()
      throws Exception {
    office.changes(60);
    long versions = published.versions();
    Hold.Gate gate = closedAfterwards(new Hold.Gate());
    Instance first = new Instance(gate);
    gate.awaitReached();
    assertEquals(versions, sent(versions));
    Instance second = new Instance();
    Await.until("the second has begun", () -> second.relay.status().state() == State.RUNNING);
    office.changes(20);
    assertEquals(0, second.published());

    assertTrue(database.endActiveRelay(), "no relay was active");
    published.assertEachVersionOnce();
    assertEquals(2 * published.versions(), second.published());

    gate.close();
    first.awaitFailure();
    office.changes(20);
    published.assertEachVersionOnce();
    assertEquals(0, first.published());

    second.close();
    office.changes(20);
    published.assertEachVersionOnce();
    assertEquals(40, first.published());
  }

  @Test
  void what_is_written_while_kafka_is_away_arrives_when_it_is_back() throws Exception {
    Instance relay = new Instance();
    office.changes(50);
    published.assertEachVersionOnce();
    servers.stopKafka();
    try {
      office.changes(50);
      relay.awaitFailure();
      assertEquals(State.RECONNECTING, relay.relay.status().state());
      office.changes(50);
    } finally {
      servers.startKafka();
    }
    office.changes(50);

    published.assertEachVersionOnce();
  }

  @Test
  void a_topic_without_a_leader_is_waited_for_once_not_by_each_row_of_a_batch() {
    database.execute(
        "INSERT INTO outbox (topic, record_key, value)"
            + " SELECT 'crm.nowhere', 'k', 'v' FROM generate_series(1, 500)");
    Map<String, Object> impatient = new HashMap<>(servers.kafkaClient());
    impatient.put("max.block.ms", 2_000);

    new Instance(database, impatient).awaitFailure();
  }

  @Test
  void sessions_that_end_again_and_again_lose_and_double_nothing() throws Exception {
    new Instance();
    CompletableFuture<Void> changes = meanwhile(600);
    for (int reached : List.of(50, 150, 250, 350, 450)) {
      Await.until(reached + " changes are made", () -> office.done() >= reached);
      database.endAllSessions();
    }
    finish(changes);

    published.assertEachVersionOnce();
  }

  @Test
  void a_restart_of_postgresql_loses_and_doubles_nothing() throws Exception {
    new Instance();
    CompletableFuture<Void> changes = meanwhile(400);
    Await.until("work is under way", () -> office.done() >= 100);
    servers.stopPostgres();
    servers.startPostgres();
    finish(changes);

    published.assertEachVersionOnce();
  }

  @Test
  void a_database_made_anew_does_not_take_the_progress_of_the_one_before() {
    office.changes(30);
    List<Long> rows = database.outbox();
    Instance relay = new Instance();
    published.assertEachVersionOnce();
    relay.close();
    OwnDatabase anew = closedAfterwards(servers.newDatabase());
    new BackOffice(anew).changes(30);
    assertEquals(rows, anew.outbox());

    new Instance(anew, servers.kafkaClient());

    new Published(servers.bootstrap(), anew).assertEachVersionOnce();
  }
}
