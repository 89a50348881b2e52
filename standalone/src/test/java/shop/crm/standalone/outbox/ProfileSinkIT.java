package shop.crm.standalone.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.ConnectorStatus.State;
import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.connectors.postgres.ProfileSink;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.bridges.KafkaSide.Isolation;

/** Registrations and customers seen, from Kafka to PostgreSQL. */
class ProfileSinkIT extends RelayFixture {

  private static final Instant NOON =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(12));
  private static final Profile BARE =
      Profile.NOTHING.edit().text(ProfileField.SOURCE, Optional.of("web")).build();

  private Shop shop;

  @BeforeEach
  void begin() {
    shop = closedAfterwards(new Shop(servers.kafkaClient(), database.tenant()));
  }

  private ProfileSink sink() {
    ProfileSink sink =
        closedAfterwards(
            new ProfileSink(
                database.database(),
                servers.kafkaClient(),
                new EventReader("UAH", "default"),
                Duration.ofHours(1),
                Clock.systemUTC(),
                new SimpleMeterRegistry()));
    sink.start();
    return sink;
  }

  private static Profile anna(String email, String phone) {
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, Optional.of(email).filter(text -> !text.isEmpty()))
        .text(ProfileField.PHONE, Optional.of(phone).filter(text -> !text.isEmpty()))
        .text(ProfileField.FIRST_NAME, Optional.of("Анна"))
        .tags(List.of("vip"))
        .text(ProfileField.SOURCE, Optional.of("web"))
        .flag(ProfileField.EMAIL_OPT_IN, Optional.of(true))
        .build();
  }

  private StoredProfile stored(String id) {
    return database.profiles().find(shop.key(id)).profile().orElseThrow();
  }

  private StoredProfile expected(
      String id, long version, Instant since, Instant at, Optional<Instant> erased, Profile p) {
    return new StoredProfile(shop.key(id), version, since, at, erased, p, new Ledger(0, 0));
  }

  /** Everything that a change would change. */
  private List<Object> everything() {
    return List.of(
        database.outbox(),
        database.profiles().list(database.tenant(), all()),
        database.profiles().consents(shop.key("anna")));
  }

  private static ProfileQuery all() {
    return ProfileQuery.all(500);
  }

  @Test
  void a_registration_creates_the_profile() throws Exception {
    sink();

    shop.registers("anna", "e-1", NOON, anna("anna@example.org", ""));
    shop.awaitTaken();

    assertEquals(
        expected("anna", 1, NOON, NOON, Optional.empty(), anna("anna@example.org", "")),
        stored("anna"));
    assertEquals(
        List.of(true),
        database.profiles().consents(shop.key("anna")).stream()
            .filter(c -> c.at().equals(NOON) && c.origin() == Origin.EVENT)
            .filter(c -> c.sourceId().equals(Optional.of("e-1")))
            .map(c -> c.change().optedIn().orElseThrow())
            .toList());
  }

  @Test
  void a_registration_fills_only_what_is_empty() throws Exception {
    StoredProfile made =
        database
            .profiles()
            .write(w -> w.create(shop.key("anna"), anna("own@example.org", ""), Origin.API));
    sink();

    shop.registers("anna", "e-1", NOON, anna("other@example.org", "+380501"));
    shop.awaitTaken();

    assertEquals(
        expected(
            "anna",
            2,
            NOON,
            made.updatedAt(),
            Optional.empty(),
            anna("own@example.org", "+380501")),
        stored("anna"));
  }

  @Test
  void facts_that_come_again_in_any_order_change_nothing() throws Exception {
    sink();
    shop.registers("anna", "e-1", NOON, anna("anna@example.org", ""));
    shop.awaitTaken();
    shop.sees("anna", NOON.plusSeconds(1));
    shop.registers("anna", "e-2", NOON.plusSeconds(2), anna("second@example.org", "+380501"));
    shop.awaitTaken();
    assertEquals(2, stored("anna").version());
    // What somebody empties stays empty, whatever comes again.
    database
        .profiles()
        .write(
            w ->
                w.revise(
                    w.lock(shop.key("anna"), Optional.empty()).orElseThrow(), BARE, Origin.API));
    List<Object> before = everything();

    shop.registers("anna", "e-2", NOON.plusSeconds(2), anna("second@example.org", "+380501"));
    shop.sees("anna", NOON.plusSeconds(1));
    shop.registers("anna", "e-1", NOON, anna("anna@example.org", ""));
    shop.registers("anna", "e-1", NOON, anna("anna@example.org", ""));
    shop.awaitTaken();

    assertEquals(before, everything());
  }

  @Test
  void everything_again_from_the_start_changes_nothing() throws Exception {
    ProfileSink first = sink();
    for (int i = 0; i < 600; i++) {
      String id = i % 10 == 0 ? "anna" : "c" + i % 200;
      shop.registers(id, "e-" + i, NOON.plusSeconds(i), anna(id + "@example.org", "+38" + i));
      shop.sees("c" + i % 300, NOON.minusSeconds(i));
    }
    shop.awaitTaken();
    first.close();
    List<Object> before = everything();
    shop.forgetsWhatWasTaken();

    ProfileSink second = sink();
    shop.awaitTaken();

    assertEquals(before, everything());
    assertEquals(true, second.status().handled() >= 1200, second.status().toString());
  }

  @Test
  void an_order_leaves_a_stub_that_a_registration_fills() throws Exception {
    sink();
    shop.sees("anna", NOON);
    shop.awaitTaken();
    assertEquals(expected("anna", 1, NOON, NOON, Optional.empty(), Profile.STUB), stored("anna"));

    shop.registers("anna", "e-1", NOON.minusSeconds(5), anna("anna@example.org", ""));
    shop.awaitTaken();

    assertEquals(
        expected(
            "anna", 2, NOON.minusSeconds(5), NOON, Optional.empty(), anna("anna@example.org", "")),
        stored("anna"));
  }

  @Test
  void who_is_known_by_an_old_fact_is_a_backfill_and_who_is_by_one_of_now_is_not()
      throws Exception {
    sink();
    Instant now = Instant.now();
    shop.sees("old-order", NOON);
    shop.sees("new-order", now);
    shop.registers("old", "e-1", NOON, BARE);
    shop.registers("new", "e-2", now, BARE);
    shop.awaitTaken();
    shop.registers("old-order", "e-3", now, anna("o@example.org", ""));
    shop.registers("new-order", "e-4", NOON, anna("n@example.org", ""));
    shop.awaitTaken();

    assertEquals(
        List.of(
            "customer.created new false",
            "customer.created new-order false",
            "customer.created old true",
            "customer.created old-order true",
            "customer.updated new-order true",
            "customer.updated old-order false"),
        database.texts(
            """
            SELECT told FROM (
              SELECT concat_ws(' ', event->>'type', event->>'subject',
                coalesce(event#>>'{data,backfill}', 'false')) AS told
              FROM (SELECT convert_from(value, 'UTF8')::jsonb AS event FROM outbox
                WHERE topic LIKE 'crm.customer.%') AS events) AS lines
            ORDER BY told COLLATE "C\""""));
  }

  @Test
  void what_is_older_than_an_erasure_is_dropped_and_what_is_newer_starts_afresh() throws Exception {
    sink();
    shop.registers("anna", "e-1", NOON, anna("anna@example.org", ""));
    shop.awaitTaken();
    database
        .profiles()
        .write(
            w -> {
              w.erase(w.lock(shop.key("anna"), Optional.empty()).orElseThrow());
              return true;
            });
    Instant erased = database.profiles().find(shop.key("anna")).erasedAt().orElseThrow();
    List<Object> before = everything();

    shop.registers("anna", "e-1", NOON, anna("anna@example.org", ""));
    shop.registers("anna", "e-2", erased, anna("anna@example.org", ""));
    shop.sees("anna", NOON);
    shop.awaitTaken();
    assertEquals(before, everything());

    Instant later = erased.plusSeconds(1);
    shop.registers("anna", "e-3", later, anna("new@example.org", ""));
    shop.awaitTaken();
    shop.registers("anna", "e-2", erased, anna("anna@example.org", "+380501"));
    shop.sees("anna", NOON);
    shop.awaitTaken();
    assertEquals(
        expected("anna", 3, later, later, Optional.of(erased), anna("new@example.org", "")),
        stored("anna"));
  }

  @Test
  void while_postgresql_is_away_facts_wait() throws Exception {
    ProfileSink sink = sink();
    shop.registers("anna", "e-1", NOON, anna("anna@example.org", ""));
    shop.awaitTaken();
    servers.stopPostgres();
    try {
      for (int i = 0; i < 50; i++) {
        shop.registers("c" + i, "e-" + i, NOON, anna("c" + i + "@example.org", ""));
        shop.sees("s" + i, NOON);
      }
      Await.until("it notices", () -> sink.status().state() == State.RECONNECTING);
    } finally {
      servers.startPostgres();
    }
    shop.awaitTaken();

    assertEquals(101, database.number("SELECT count(*) FROM customers"));
    assertEquals(202, database.outbox().size());
    assertEquals(0, sink.status().rejected());
  }

  @Test
  void what_cannot_be_taken_is_a_dead_letter_and_keeps_nobody_waiting() throws Exception {
    shop.registers("anna", "e-1", NOON, anna("anna@example.org", ""));
    shop.registers("ben", "e-2", NOON, anna("b\0", ""));
    shop.registers("cleo", "e-3", NOON, anna("c".repeat(4_000), ""));
    shop.sends(Topics.SIGHTINGS, "dan", "no json".getBytes(UTF_8));
    shop.registers("eve", "e-4", NOON, anna("eve@example.org", ""));

    ProfileSink sink = sink();
    shop.awaitTaken();

    assertEquals(
        List.of("anna", "ben", "cleo", "eve"),
        database.profiles().list(database.tenant(), all()).stream()
            .map(customer -> customer.key().customer())
            .toList());
    assertEquals(3, sink.status().rejected());
    Map<String, Long> reasons =
        KafkaSide.read(
                servers.bootstrap(),
                Isolation.READ_COMMITTED,
                Topics.DEAD_LETTERS,
                letter -> true,
                letters -> letters.size() >= 3)
            .stream()
            .map(letter -> new String(letter.headers().lastHeader(Headers.DETAIL).value(), UTF_8))
            .collect(Collectors.groupingBy(detail -> detail, Collectors.counting()));
    assertEquals(
        Map.of(
            "email has control characters, or half of a surrogate pair",
            1L,
            "email has more than 254 characters",
            1L,
            "not a sighting: JsonParseException",
            1L),
        reasons);
  }

  @Test
  void a_database_that_cannot_write_now_gets_no_facts_refused() throws Exception {
    database.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE 'no space left' USING ERRCODE = 'disk_full'; END $$");
    database.execute(
        "CREATE TRIGGER full_disk BEFORE INSERT ON customers EXECUTE FUNCTION full_disk()");
    ProfileSink sink = sink();
    for (int i = 0; i < 5; i++) {
      shop.sees("c" + i, NOON);
    }
    Await.until("it notices", () -> sink.status().state() == State.RECONNECTING);

    database.execute("DROP TRIGGER full_disk ON customers");
    shop.awaitTaken();

    assertEquals(5, database.number("SELECT count(*) FROM customers"));
    assertEquals(0, sink.status().rejected());
  }
}
