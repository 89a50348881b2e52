package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.connectors.tls.TestAuthority;

class DatabaseTlsIT {

  private static final String IS_SECURED =
      "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

  @Test
  void the_url_says_whom_to_trust_and_every_connection_checks_it(@TempDir Path dir)
      throws Exception {
    TestAuthority authority = new TestAuthority("authority");
    Path trusted = authority.file(dir);
    try (SecurePostgres server = SecurePostgres.start(dir, authority.issue("localhost"))) {
      // It has been migrated, too.
      try (Database database = open(server.url("localhost", trusted))) {
        boolean pooled = database.read(h -> h.createQuery(IS_SECURED).mapTo(Boolean.class).one());
        assertTrue(pooled);
        try (Connection relay = database.dedicated();
            Statement statement = relay.createStatement();
            ResultSet result = statement.executeQuery(IS_SECURED)) {
          result.next();
          assertTrue(result.getBoolean(1));
        }
        assertEquals(
            "jdbc:postgresql://localhost:"
                + server.url("localhost", trusted).getPort()
                + "/postgres",
            database.toString());
      }
      Path stranger = new TestAuthority("stranger").file(dir);
      DatabaseAway refused =
          assertThrows(DatabaseAway.class, () -> open(server.url("localhost", stranger)));
      assertInstanceOf(SSLException.class, refused.getCause().getCause());
    }
  }

  private static Database open(URI url) {
    return Database.open(url, 2, new SimpleMeterRegistry());
  }
}
