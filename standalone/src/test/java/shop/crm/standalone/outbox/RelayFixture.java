package shop.crm.standalone.outbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test of what goes between PostgreSQL and Kafka: servers for all methods of a class, a database
 * of its own for each, and an end for whatever a method has opened.
 */
abstract class RelayFixture {

  static Servers servers;

  OwnDatabase database;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void startServers(@TempDir Path directory) throws Exception {
    servers = new Servers(directory);
  }

  @AfterAll
  static void stopServers() throws Exception {
    servers.close();
  }

  @BeforeEach
  void makeDatabase() {
    database = closedAfterwards(servers.newDatabase());
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  /** The last that was opened is closed first. */
  <T extends AutoCloseable> T closedAfterwards(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
