package shop.crm.standalone.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL as a process beside this one, on loopback only, its data in a directory. What a killed
 * service left running on the directory is stopped first.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  /** The database that the service uses. */
  public static final String DATABASE = "shop_crm";

  private static final Duration STARTING = Duration.ofSeconds(60);
  private static final Duration STOPPING = Duration.ofSeconds(20);
  private static final String PID_FILE = "postmaster.pid";

  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres postgres;

  private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts it; what an earlier one left in the directory is there again.
   *
   * @param directory where programs and data live; made if absent
   * @param port where it listens; 0 for any free port
   * @throws IOException if the directory cannot be made, or it does not start
   */
  public static EmbeddedPostgres start(Path directory, int port) throws IOException {
    Path data = directory.resolve("data");
    Files.createDirectories(data);
    stopLeftOver(data);
    Builder builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            // It would stop beside the service that still uses it, and not after it.
            .setRegisterShutdownHook(false)
            .setOverrideWorkingDirectory(directory.resolve("programs").toFile())
            .setPort(port)
            .setPGStartupWait(STARTING)
            .setLocaleConfig("locale", "C")
            .setLocaleConfig("encoding", "UTF8")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("shared_buffers", "64MB")
            .setServerConfig("max_connections", "100")
            // The library's defaults are for tests, which do not mind to lose what was written.
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on");
    var postgres = builder.start();
    try {
      createDatabase(postgres.getPostgresDatabase().getConnection());
    } catch (SQLException e) {
      postgres.close();
      throw new IOException("PostgreSQL did not make the database: " + e.getSQLState(), e);
    }
    return new EmbeddedPostgres(postgres);
  }

  private static void createDatabase(Connection opened) throws SQLException {
    try (Connection connection = opened;
        Statement statement = connection.createStatement()) {
      try (ResultSet there =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        if (there.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + DATABASE);
    }
  }

  /** A service that was killed leaves its PostgreSQL running: nobody else would ever stop it. */
  private static void stopLeftOver(Path data) throws IOException {
    Path file = data.resolve(PID_FILE);
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines = Files.readAllLines(file);
    Optional<ProcessHandle> left =
        lines.isEmpty()
            ? Optional.empty()
            : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(EmbeddedPostgres::isPostgres);
    if (left.isPresent()) {
      LOG.info("stopping the PostgreSQL that a killed service left behind");
      stop(left.get());
    }
    Files.deleteIfExists(file);
  }

  /** The number may have gone to another program since. */
  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(command -> command.endsWith("postgres")).orElse(false);
  }

  private static void stop(ProcessHandle process) throws IOException {
    CompletableFuture<ProcessHandle> ended = process.onExit();
    process.destroy();
    try {
      ended.get(STOPPING.toSeconds() / 2, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      awaitForced(ended, e);
    } catch (ExecutionException e) {
      throw new IOException("a PostgreSQL left behind could not be watched", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a PostgreSQL left behind was stopped", e);
    }
  }

  private static void awaitForced(CompletableFuture<ProcessHandle> ended, TimeoutException slow)
      throws IOException {
    try {
      ended.get(STOPPING.toSeconds() / 2, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      e.addSuppressed(slow);
      throw new IOException("a PostgreSQL left behind does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a PostgreSQL left behind was stopped", e);
    }
  }

  /** Where clients reach it. */
  public URI uri() {
    return URI.create("postgres://postgres@127.0.0.1:" + postgres.getPort() + "/" + DATABASE);
  }

  /** Stops it. */
  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
