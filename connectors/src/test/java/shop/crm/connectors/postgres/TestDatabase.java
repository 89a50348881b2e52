package shop.crm.connectors.postgres;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of its own for each test, copied from one that was migrated once: on the server of
 * {@code CRM_TEST_DATABASE_URL} if that is set, else on an embedded one that all tests of this
 * process share.
 */
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String TEMPLATE = "crm_test_template_" + ProcessHandle.current().pid();
  private static Optional<URI> server = Optional.empty();

  /** Everything but what a migration has put in. */
  private static final String EMPTY =
      """
      SET lock_timeout = '20s';
      DO $$ BEGIN
        EXECUTE (
          SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY'
          FROM pg_tables
          WHERE schemaname = 'public' AND tablename NOT IN ('crm_migrations', 'installation'));
      END $$""";

  private static final Deque<TestDatabase> FREE = new ConcurrentLinkedDeque<>();

  private final String name =
      "crm_test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
  private final URI url;
  private final Database database;

  public TestDatabase() {
    URI at = server();
    execute(at, "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
    url = at.resolve("/" + name);
    database = Database.open(url, 8, new SimpleMeterRegistry());
  }

  /**
   * One that another test may have had before, empty again: much sooner there than a new one. For
   * tests that change nothing but rows; it is to be given back.
   */
  public static TestDatabase free() {
    return Optional.ofNullable(FREE.poll()).orElseGet(TestDatabase::new);
  }

  /** Lets another test have it. */
  public void giveBack() {
    execute(EMPTY);
    FREE.push(this);
  }

  private static synchronized URI server() {
    if (server.isEmpty()) {
      String given = System.getenv("CRM_TEST_DATABASE_URL");
      URI at = given == null ? embedded() : URI.create(given);
      execute(at, "CREATE DATABASE " + TEMPLATE);
      Database.open(at.resolve("/" + TEMPLATE), 1, new SimpleMeterRegistry()).close();
      if (given != null) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(at)));
      }
      server = Optional.of(at);
    }
    return server.get();
  }

  private static void leave(URI at) {
    FREE.forEach(TestDatabase::close);
    execute(at, "DROP DATABASE " + TEMPLATE);
  }

  private static URI embedded() {
    try {
      // Stopped by the JVM's end: all test classes share it.
      int port = EmbeddedPostgres.builder().start().getPort();
      return URI.create("postgres://postgres@127.0.0.1:" + port + "/postgres");
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start", e);
    }
  }

  public Database database() {
    return database;
  }

  /** Where it is. */
  public URI url() {
    return url;
  }

  /** The first column of what a query finds, as text. */
  public List<String> texts(String sql) {
    return texts(url, sql);
  }

  void execute(String sql) {
    execute(url, sql);
  }

  private static List<String> texts(URI at, String sql) {
    List<String> texts = new ArrayList<>();
    try (Connection connection = connect(at);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
    return texts;
  }

  private static void execute(URI at, String sql) {
    try (Connection connection = connect(at);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static Connection connect(URI at) throws SQLException {
    DatabaseAddress address = DatabaseAddress.of(at);
    return DriverManager.getConnection(
        address.jdbcUrl(), address.user().orElse("postgres"), address.password().orElse(""));
  }

  @Override
  public void close() {
    database.close();
    execute(server(), "DROP DATABASE " + name + " WITH (FORCE)");
  }
}
