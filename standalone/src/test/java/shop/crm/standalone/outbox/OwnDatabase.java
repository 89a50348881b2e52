package shop.crm.standalone.outbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import shop.crm.connectors.postgres.Database;
import shop.crm.connectors.postgres.PostgresProfiles;
import shop.crm.connectors.postgres.Profiles;

/** A database of one test; its name is also the test's tenant. */
record OwnDatabase(URI url, String tenant, Database database, Profiles profiles)
    implements AutoCloseable {

  private static final int POOL = 4;

  static OwnDatabase on(URI server, String name) {
    execute(server, "CREATE DATABASE " + name);
    URI url = server.resolve("/" + name);
    Database database = Database.open(url, POOL, new SimpleMeterRegistry());
    return new OwnDatabase(url, name, database, new PostgresProfiles(database, Clock.systemUTC()));
  }

  void execute(String sql) {
    execute(url, sql);
  }

  private static void execute(URI at, String sql) {
    try (Connection connection = connect(at);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  long number(String sql) {
    return numbers(sql).getFirst();
  }

  List<Long> numbers(String sql) {
    return texts(sql).stream().map(Long::valueOf).toList();
  }

  List<String> texts(String sql) {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  List<Long> outbox() {
    return numbers("SELECT id FROM outbox ORDER BY id");
  }

  /** Ends the session of the relay that is active; whether there was one. */
  boolean endActiveRelay() {
    return !numbers(
            "SELECT pg_terminate_backend(pid)::int FROM pg_locks WHERE locktype = 'advisory'"
                + " AND granted AND database ="
                + " (SELECT oid FROM pg_database WHERE datname = current_database())")
        .isEmpty();
  }

  /** Ends every session but the one that does so. */
  void endAllSessions() {
    numbers(
        "SELECT pg_terminate_backend(pid)::int FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  private static Connection connect(URI at) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + at.getHost() + ":" + at.getPort() + at.getPath(),
        at.getUserInfo(),
        "");
  }

  @Override
  public void close() {
    database.close();
  }
}
