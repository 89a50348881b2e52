package shop.crm.connectors.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ErrorText;

/** A pool of connections to PostgreSQL, its tables brought to what this release needs. */
public final class Database implements AutoCloseable {

  /** How long the one active relay may be silent. Another asks every second whether it may be. */
  static final Duration LEASE = Duration.ofSeconds(8);

  private static final Object[] SILENCES = {
    "idle_session_timeout", "idle_in_transaction_session_timeout"
  };

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private static final Duration PATIENCE_AT_START = Duration.ofSeconds(60);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
  private static final int CONNECT_SECONDS = 5;
  private static final long POOL_WAIT_MILLIS = 2_000;

  /** How often a transaction is begun anew that lost against another. */
  private static final int ATTEMPTS = 5;

  private final DatabaseAddress address;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private Database(DatabaseAddress address, HikariDataSource pool) {
    this.address = address;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    // As the driver's, its messages quote values.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
  }

  /** Does something with a connection. */
  interface Work<T> {
    T with(Handle handle);
  }

  /**
   * Connects and migrates.
   *
   * @param url {@code postgres://user:password@host:port/database?sslmode=…}
   * @param poolSize connections at the most
   * @throws DatabaseAway if PostgreSQL does not answer in time
   * @throws IllegalStateException if the tables are those of a newer release, or cannot be made
   */
  public static Database open(URI url, int poolSize, MeterRegistry registry) {
    DatabaseAddress address = DatabaseAddress.of(url);
    await(address, single(address, TimeLimits.WORK));
    migrate(address, single(address, TimeLimits.MIGRATION));
    return new Database(address, pool(url, poolSize, registry));
  }

  /**
   * The pool alone, as the service has it; nothing is waited for, and no table is touched.
   *
   * @param url {@code postgres://user:password@host:port/database?sslmode=…}
   * @param poolSize connections at the most
   */
  public static HikariDataSource pool(URI url, int poolSize, MeterRegistry registry) {
    DataSource single = single(DatabaseAddress.of(url), TimeLimits.WORK);
    return new HikariDataSource(pooled(single, poolSize, registry));
  }

  private static PGSimpleDataSource single(DatabaseAddress address, TimeLimits limits) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address.jdbcUrl());
    address.user().ifPresent(source::setUser);
    address.password().ifPresent(source::setPassword);
    source.setApplicationName("crm");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(limits.answerSeconds());
    source.setOptions(limits.options(Optional.ofNullable(source.getOptions())));
    source.setTcpKeepAlive(true);
    source.setReWriteBatchedInserts(true);
    // The driver's own messages quote values, which may be personal.
    source.setLogServerErrorDetail(false);
    return source;
  }

  private static HikariConfig pooled(DataSource source, int poolSize, MeterRegistry registry) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("crm");
    config.setMaximumPoolSize(poolSize);
    config.setConnectionTimeout(POOL_WAIT_MILLIS);
    config.setValidationTimeout(POOL_WAIT_MILLIS / 2);
    config.setInitializationFailTimeout(-1);
    config.setMetricRegistry(registry);
    return config;
  }

  private static void await(DatabaseAddress address, DataSource source) {
    long deadline = System.nanoTime() + PATIENCE_AT_START.toNanos();
    boolean told = false;
    while (true) {
      try (Connection connection = source.getConnection()) {
        connection.isValid(CONNECT_SECONDS);
        return;
      } catch (SQLException e) {
        boolean hopeless = !SqlErrors.isAway(e) || SqlErrors.isDistrust(e);
        if (hopeless || System.nanoTime() > deadline) {
          throw new DatabaseAway(e);
        }
        if (!told) {
          LOG.warn(
              "PostgreSQL at {} does not answer: {}; trying for {} s",
              address,
              ErrorText.of(e),
              PATIENCE_AT_START.toSeconds());
          told = true;
        }
        pause(e);
      }
    }
  }

  private static void pause(SQLException meanwhile) {
    try {
      Thread.sleep(BETWEEN_ATTEMPTS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseAway(meanwhile);
    }
  }

  private static void migrate(DatabaseAddress address, DataSource source) {
    try {
      Flyway.configure()
          .dataSource(source)
          .table("crm_migrations")
          .validateMigrationNaming(true)
          .javaMigrations(new SearchKeysMigration("3"), new SearchKeysMigration("4"))
          // A database that holds something else already is as welcome as an empty one.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new IllegalStateException(
          "The tables in PostgreSQL at "
              + address
              + " do not fit this release, or may not be changed: "
              + e.getMessage(),
          e);
    }
  }

  /** Runs {@code work} on a connection, each statement by itself. */
  <T> T read(Work<T> work) {
    return translated(() -> jdbi.withHandle(work::with));
  }

  /** Runs {@code work} in a transaction that only reads. */
  <T> T snapshot(Work<T> work) {
    return translated(() -> jdbi.inTransaction(work::with));
  }

  /**
   * Runs {@code work} in one transaction; again where it lost against another one. With it goes the
   * line of the {@link AuditedCall} that it is part of.
   */
  <T> T transaction(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        T result = jdbi.inTransaction(handle -> audited(handle, work.with(handle)));
        AuditedCall.committed();
        listeners.forEach(Runnable::run);
        return result;
      } catch (JdbiException | LostRace e) {
        if (attempt == ATTEMPTS || !SqlErrors.isWorthAnotherTry(e)) {
          throw SqlErrors.translated(e);
        }
      }
    }
  }

  private static <T> T audited(Handle handle, T result) {
    AuditedCall.write(handle, result);
    return result;
  }

  private static <T> T translated(Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException e) {
      throw SqlErrors.translated(e);
    }
  }

  /** Calls {@code listener} after each transaction of this process that was committed. */
  void onCommit(Runnable listener) {
    listeners.add(listener);
  }

  /** A connection of its own, apart from the pool; whoever takes it closes it. */
  Connection dedicated() throws SQLException {
    return single(address, TimeLimits.WORK).getConnection();
  }

  /**
   * The same, for a lease: PostgreSQL ends it once nothing was asked for so long, and its locks are
   * free. Whoever is stopped, or is cut off without a word, would otherwise hold them for as long
   * as TCP takes it to be there.
   */
  Connection leased(Duration silence) throws SQLException {
    Connection connection = dedicated();
    try (PreparedStatement limit =
        connection.prepareStatement("SELECT set_config(name, ?, false) FROM unnest(?) AS name")) {
      limit.setString(1, String.valueOf(silence.toMillis()));
      limit.setArray(2, connection.createArrayOf("text", SILENCES));
      limit.execute();
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Where it is, without secrets. */
  @Override
  public String toString() {
    return address.toString();
  }

  @Override
  public void close() {
    pool.close();
  }
}
