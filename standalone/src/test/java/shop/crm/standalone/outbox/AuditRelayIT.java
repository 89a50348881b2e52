package shop.crm.standalone.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.AuditRelay;
import shop.crm.connectors.postgres.AuditTrail;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.bridges.KafkaSide.Isolation;

/** Whatever dies when: each line of the audit log is on its topic once, for committed readers. */
class AuditRelayIT extends RelayFixture {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration RETENTION = Duration.ofDays(400);

  private AuditTrail trail;

  @BeforeEach
  void begin() {
    trail = closedAfterwards(new AuditTrail(database.database(), new SimpleMeterRegistry()));
  }

  private AuditRelay relay(Map<String, Object> kafka) {
    AuditRelay relay =
        closedAfterwards(
            new AuditRelay(
                database.database(),
                kafka,
                RETENTION,
                Clock.systemUTC(),
                new SimpleMeterRegistry()));
    relay.start();
    return relay;
  }

  private void note(int lines) {
    for (int i = 0; i < lines; i++) {
      trail.note(
          new AuditLine(
              Instant.now(),
              Optional.of(database.tenant()),
              new AuditLine.Actor("key-1", Optional.empty()),
              new AuditLine.Call("GET", "/api/v1/customers/{id}", Optional.empty()),
              Optional.of("c-" + i),
              200));
    }
  }

  private void assertPublishedOnce(int lines) {
    assertEquals(
        LongStream.rangeClosed(1, lines).boxed().toList(),
        read(Isolation.READ_COMMITTED, lines).stream()
            .map(record -> json(record).get("id").asLong())
            .toList());
  }

  private List<ConsumerRecord<byte[], byte[]>> read(Isolation isolation, int atLeast) {
    return KafkaSide.read(
        servers.bootstrap(),
        isolation,
        Topics.AUDIT,
        record -> new String(record.key(), UTF_8).equals(database.tenant()),
        found -> found.size() >= atLeast);
  }

  private static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void lines_are_published_in_order_and_a_relay_goes_on_where_the_one_before_was() {
    AuditRelay first = relay(servers.kafkaClient());
    note(3_000);
    assertPublishedOnce(3_000);
    first.close();
    note(10);
    relay(servers.kafkaClient());

    assertPublishedOnce(3_010);
  }

  @Test
  void what_was_sent_and_not_committed_is_published_by_the_next_relay() throws Exception {
    note(20);
    Await.until("lines are written", () -> database.number("SELECT count(*) FROM audit_log") == 20);
    Hold.Gate gate = closedAfterwards(new Hold.Gate());
    relay(gate.in(servers.kafkaClient()));
    gate.awaitReached();
    assertEquals(20, read(Isolation.READ_UNCOMMITTED, 20).size());
    assertTrue(database.endActiveRelay(), "no relay was active");

    relay(servers.kafkaClient());

    assertPublishedOnce(20);
    assertEquals(40, read(Isolation.READ_UNCOMMITTED, 40).size());
  }

  @Test
  void sessions_that_end_again_and_again_lose_and_double_nothing() throws Exception {
    relay(servers.kafkaClient());
    CompletableFuture<Void> notes =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= 5; i++) {
                note(200);
                int reached = 200 * i;
                Await.until(
                    reached + " lines are written",
                    () -> database.number("SELECT count(*) FROM audit_log") >= reached);
                database.endAllSessions();
              }
            },
            Thread::startVirtualThread);
    notes.get(120, TimeUnit.SECONDS);

    assertEquals(
        database.numbers("SELECT id FROM audit_log ORDER BY id"),
        read(Isolation.READ_COMMITTED, 1_000).stream()
            .map(record -> json(record).get("id").asLong())
            .toList());
  }

  @Test
  void old_lines_go_from_the_log_and_not_before_they_are_published() {
    database.execute(
        "INSERT INTO audit_log (at, tenant_id, actor, method, route, status)"
            + " SELECT now() - interval '401 days' * (i <= 2500)::int, '"
            + database.tenant()
            + "', 'key-1', 'GET', '/', 200 FROM generate_series(1, 5000) AS i");
    relay(servers.kafkaClient());
    Await.until("all is published", () -> read(Isolation.READ_COMMITTED, 5_000).size() == 5_000);
    // It looks once a minute, and when it begins.
    database.endActiveRelay();

    Await.until(
        "old lines are gone", () -> database.number("SELECT count(*) FROM audit_log") == 2_500);
  }
}
