package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static shop.crm.connectors.postgres.SegmentsInPostgres.customer;
import static shop.crm.connectors.postgres.SegmentsInPostgres.manual;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import shop.crm.schemas.model.profile.Origin;

class DatabaseIT {

  /** PostgreSQL takes no text with a NUL in it. */
  private static final String REFUSED = "secret\0";

  @Test
  void every_connection_has_a_limit_of_time_for_statements_locks_and_idle_transactions()
      throws Exception {
    try (TestDatabase crm = TestDatabase.free()) {
      List<String> limits =
          List.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout");
      List<String> expected = List.of("15s", "10s", "1min");
      assertEquals(
          expected,
          limits.stream()
              .map(
                  name ->
                      crm.database()
                          .read(h -> h.createQuery("SHOW " + name).mapTo(String.class).one()))
              .toList());
      try (Connection relay = crm.database().dedicated();
          Statement statement = relay.createStatement()) {
        for (int i = 0; i < limits.size(); i++) {
          try (ResultSet shown = statement.executeQuery("SHOW " + limits.get(i))) {
            shown.next();
            assertEquals(expected.get(i), shown.getString(1));
          }
        }
      }
    }
  }

  @Test
  void who_falls_silent_loses_the_lease_and_its_locks() throws SQLException {
    String lock = "SELECT pg_advisory_lock(42)";
    try (TestDatabase crm = TestDatabase.free();
        Connection frozen = crm.database().leased(Duration.ofMillis(200));
        Connection next = crm.database().dedicated();
        Statement held = frozen.createStatement();
        Statement waiting = next.createStatement()) {
      held.execute(lock);
      // Waits for it; with a time limit, so that it fails where the lock is kept.
      waiting.execute(lock);

      assertThrows(SQLException.class, () -> held.execute(lock));
    }
  }

  @Test
  void a_statement_that_takes_too_long_is_a_database_that_does_not_answer() {
    try (TestDatabase crm = TestDatabase.free()) {
      for (String state : List.of("query_canceled", "lock_not_available")) {
        assertThrows(
            DatabaseAway.class,
            () ->
                crm.database()
                    .read(
                        handle ->
                            handle.execute(
                                "DO $$ BEGIN RAISE 'late' USING ERRCODE = '"
                                    + state
                                    + "'; END $$")));
      }
    }
  }

  @Test
  void what_is_logged_of_a_statement_that_fails_quotes_no_values() {
    try (SegmentsInPostgres crm = new SegmentsInPostgres()) {
      List<Executable> statements =
          List.of(
              () -> crm.create(manual("tea", REFUSED)),
              () ->
                  crm.profiles.write(
                      writer ->
                          writer.create(
                              customer("anna"), PostgresProfilesIT.profile(REFUSED), Origin.API)));
      for (Executable statement : statements) {
        StringWriter logged = new StringWriter();
        assertThrows(JdbiException.class, statement).printStackTrace(new PrintWriter(logged, true));
        assertFalse(logged.toString().contains("secret"), logged.toString());
      }
    }
  }
}
