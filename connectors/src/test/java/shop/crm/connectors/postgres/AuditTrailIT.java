package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.AuditLog.Entry;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;

class AuditTrailIT {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");

  private final TestDatabase postgres = TestDatabase.free();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Profiles profiles = new PostgresProfiles(postgres.database(), Clock.systemUTC());

  @AfterEach
  void giveBack() {
    postgres.giveBack();
  }

  private static AuditLine line(String method, int status) {
    return new AuditLine(
        AT,
        Optional.of("shop"),
        new AuditLine.Actor("key-1", Optional.empty()),
        new AuditLine.Call(method, "/api/v1/customers/{id}", Optional.of("r-1")),
        Optional.of("anna"),
        status);
  }

  private static AuditedCall call() {
    return new AuditedCall(answer -> line("POST", answer.map(Answer::status).orElse(200)));
  }

  private List<String> lines() {
    return postgres.texts("SELECT method || ' ' || status FROM audit_log ORDER BY id");
  }

  private void create(String id) {
    profiles.write(
        writer -> writer.create(new CustomerKey("shop", id), Profile.NOTHING, Origin.API));
  }

  @Test
  void a_change_has_its_line_in_its_own_transaction() {
    AuditedCall call = call();

    call.run(() -> create("anna"));

    assertTrue(call.isWritten());
    assertEquals(List.of("POST 200"), lines());
    assertEquals(
        List.of("t"),
        postgres.texts(
            "SELECT (SELECT xmin::text FROM audit_log) = (SELECT xmin::text FROM customers)"));
  }

  @Test
  void what_a_transaction_answers_is_in_its_line() {
    Answer answer = new Answer(201, Optional.of("anna"), java.util.Map.of(), new byte[0]);

    call().run(() -> profiles.write(_ -> answer));

    assertEquals(List.of("POST 201"), lines());
  }

  @Test
  void a_change_that_is_taken_back_leaves_no_line() {
    AuditedCall call = call();

    assertThrows(
        IllegalStateException.class,
        () ->
            call.run(
                () ->
                    profiles.write(
                        writer -> {
                          writer.create(
                              new CustomerKey("shop", "anna"), Profile.NOTHING, Origin.API);
                          throw new IllegalStateException("not now");
                        })));

    assertEquals(List.of(), lines());
    assertEquals(false, call.isWritten());
  }

  @Test
  void a_call_of_several_transactions_has_one_line_and_one_without_a_call_none() {
    create("zoe");
    call()
        .run(
            () -> {
              create("anna");
              create("bob");
            });

    assertEquals(List.of("POST 200"), lines());
  }

  @Test
  void what_is_noted_is_there_once_the_log_is_closed_in_the_order_in_which_it_was() {
    AuditTrail trail = new AuditTrail(postgres.database(), metrics);
    for (int i = 0; i < 5_000; i++) {
      trail.note(line("GET", 200 + i % 300));
    }
    trail.close();

    List<String> lines = lines();
    assertEquals(5_000, lines.size());
    assertEquals(List.of("GET 200", "GET 201"), lines.subList(0, 2));
    assertEquals(0, metrics.get("crm.audit.dropped").counter().count());
  }

  @Test
  void what_is_found_is_what_was_noted() {
    AuditLine refused =
        new AuditLine(
            AT,
            Optional.empty(),
            new AuditLine.Actor("nobody", Optional.of("maria")),
            new AuditLine.Call("GET", "/api/v1/customers:export", Optional.empty()),
            Optional.empty(),
            401);
    AuditTrail trail = new AuditTrail(postgres.database(), metrics);
    trail.note(refused);
    trail.note(line("GET", 200));
    trail.close();

    AuditLog.Filter all = filter(Optional.empty(), Optional.empty(), Optional.empty());
    assertEquals(
        List.of(new Entry(1, refused)),
        trail.find(new AuditLog.Query(Optional.empty(), all, Optional.empty(), 10)));
    assertEquals(
        List.of(new Entry(2, line("GET", 200))),
        trail.find(new AuditLog.Query(Optional.of("shop"), all, Optional.empty(), 10)));
  }

  private static AuditLog.Filter filter(
      Optional<String> customer, Optional<String> actor, Optional<String> route) {
    return new AuditLog.Filter(
        customer,
        actor,
        route.map(path -> new AuditLog.Route(Optional.empty(), path)),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void a_line_among_many_is_found_by_each_of_what_it_holds() {
    String many =
        "INSERT INTO audit_log (at, tenant_id, actor, method, route, customer_id, status)"
            + " SELECT now(), 'shop', 'key-' || i % 7, 'GET', '/' || i % 5, 'c-' || i, 200"
            + " FROM generate_series(1, 40000) AS i";
    AuditTrail trail = new AuditTrail(postgres.database(), metrics);
    postgres.execute(many);
    postgres.execute(
        "INSERT INTO audit_log (at, tenant_id, actor, method, route, customer_id, status)"
            + " VALUES (now(), 'shop', 'key-rare', 'POST', '/rare', 'anna', 200)");
    postgres.execute(many);
    postgres.execute("VACUUM ANALYZE audit_log");

    for (AuditLog.Filter wanted :
        List.of(
            filter(Optional.of("anna"), Optional.empty(), Optional.empty()),
            filter(Optional.empty(), Optional.of("key-rare"), Optional.empty()),
            filter(Optional.empty(), Optional.empty(), Optional.of("/rare")))) {
      List<Entry> found =
          trail.find(new AuditLog.Query(Optional.of("shop"), wanted, Optional.empty(), 10));
      assertEquals(List.of(40_001L), ids(found));
    }
    List<String> plan =
        postgres
            .database()
            .snapshot(
                handle -> {
                  handle.execute(AuditTable.BY_INDEX);
                  return handle
                      .createQuery(
                          "EXPLAIN SELECT id FROM audit_log WHERE tenant_id = 'shop'"
                              + " AND customer_id = 'anna' ORDER BY at DESC, id DESC LIMIT 10")
                      .mapTo(String.class)
                      .list();
                });
    assertTrue(plan.stream().anyMatch(step -> step.contains("audit_log_words")), plan.toString());
    trail.close();
  }

  @Test
  void while_postgresql_is_away_a_full_queue_drops_what_comes_and_holds_up_nobody() {
    Database away = Database.open(postgres.url(), 1, new SimpleMeterRegistry());
    away.close();
    AuditTrail trail = new AuditTrail(away, metrics);
    int more = 10_000;
    for (int i = 0; i < AuditTrail.MOST_WAITING + more; i++) {
      trail.note(line("GET", 200));
    }

    double dropped = metrics.get("crm.audit.dropped").counter().count();
    // The writer has some in hand.
    assertTrue(dropped > 0 && dropped <= more, "dropped: " + dropped);
    trail.close();
    assertEquals(
        AuditTrail.MOST_WAITING + more, metrics.get("crm.audit.dropped").counter().count());
  }

  @Test
  void refusals_leave_room_for_what_others_do() {
    Database away = Database.open(postgres.url(), 1, new SimpleMeterRegistry());
    away.close();
    AuditTrail trail = new AuditTrail(away, metrics);
    for (int i = 0; i < AuditTrail.MOST_WAITING; i++) {
      trail.note(line("GET", 401));
    }
    double refused = metrics.get("crm.audit.dropped").counter().count();
    trail.note(line("GET", 200));

    assertTrue(refused > 0, "refusals are dropped");
    assertEquals(refused, metrics.get("crm.audit.dropped").counter().count());
    trail.close();
  }

  /** A line gets its number before others see it. */
  @Test
  void a_line_that_is_seen_late_is_not_passed_over() throws Exception {
    String insert =
        "INSERT INTO audit_log (at, tenant_id, actor, method, route, status)"
            + " VALUES (now(), 'shop', 'key-1', 'POST', '/', 200)";
    try (Connection slow = postgres.database().dedicated();
        Statement statement = slow.createStatement();
        AuditReader reader = new AuditReader(postgres.database().dedicated())) {
      slow.setAutoCommit(false);
      postgres.execute(insert);
      statement.execute(insert);
      postgres.execute(insert);
      assertEquals(List.of(), ids(reader.next(0)));
      postgres.execute(insert);
      assertEquals(List.of(), ids(reader.next(0)));

      slow.commit();

      assertEquals(List.of(1L, 2L, 3L), ids(reader.next(0)));
      assertEquals(List.of(4L), ids(reader.next(3)));

      statement.execute(insert);
      slow.rollback();
      postgres.execute(insert);
      assertEquals(List.of(6L), ids(reader.next(4)));
    }
  }

  private static List<Long> ids(List<Entry> entries) {
    return entries.stream().map(Entry::id).toList();
  }

  @Test
  void a_database_that_was_put_back_gives_its_lines_numbers_behind_those_that_were_published()
      throws Exception {
    try (AuditReader reader = new AuditReader(postgres.database().dedicated())) {
      assertEquals(false, reader.isBehind(0));
      assertEquals(true, reader.isBehind(4_000));
      assertEquals(false, reader.isBehind(4_000));
    }
    call().run(() -> create("anna"));

    assertEquals(List.of("4001"), postgres.texts("SELECT id FROM audit_log"));
  }

  @Test
  void old_lines_are_forgotten_in_slices_once_they_are_published() throws Exception {
    postgres.execute(
        "INSERT INTO audit_log (at, tenant_id, actor, method, route, status)"
            + " SELECT now() - interval '1 day' * (CASE WHEN i <= 6000 THEN 9 ELSE 1 END),"
            + " 'shop', 'key-1', 'GET', '/', 200 FROM generate_series(1, 8000) AS i");
    Instant before = Instant.now().minus(Duration.ofDays(8));
    try (AuditReader reader = new AuditReader(postgres.database().dedicated())) {
      assertEquals(false, reader.forget(before, 700));
      assertEquals(List.of("7300"), postgres.texts("SELECT count(*) FROM audit_log"));
      assertTrue(reader.forget(before, 8_000));
      assertEquals(List.of("5300"), postgres.texts("SELECT count(*) FROM audit_log"));
      assertTrue(reader.forget(before, 8_000));
      assertEquals(false, reader.forget(before, 8_000));
    }
    assertEquals(List.of("2000"), postgres.texts("SELECT count(*) FROM audit_log"));
  }
}
