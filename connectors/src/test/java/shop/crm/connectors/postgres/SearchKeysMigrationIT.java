package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.Test;

/** Rows of a release that folded nothing but letters. */
class SearchKeysMigrationIT {

  private static final String ROW =
      """
      INSERT INTO customers (tenant_id, id, version, created_at, updated_at, addresses, tags,       email, email_key, first_name, name_key)       VALUES ('t', '%s', 1, now(), now(), '[]', '{}', %s, %s, %s, %s)""";

  private static String text(String text) {
    return text.isEmpty() ? "NULL" : "'" + text + "'";
  }

  private static void migrate(TestDatabase postgres) throws Exception {
    URI at = postgres.url();
    String url = "jdbc:postgresql://%s:%d%s".formatted(at.getHost(), at.getPort(), at.getPath());
    try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
      connection.setAutoCommit(false);
      new SearchKeysMigration("3")
          .migrate(
              new Context() {
                @Override
                public Configuration getConfiguration() {
                  throw new UnsupportedOperationException();
                }

                @Override
                public Connection getConnection() {
                  return connection;
                }
              });
      connection.commit();
    }
  }

  @Test
  void keys_are_brought_to_one_form_and_who_has_the_same_email_shares_it() throws Exception {
    try (TestDatabase postgres = new TestDatabase()) {
      String idn = "info@m\u00fcller.example";
      String ascii = "info@xn--mller-kva.example";
      postgres.execute(ROW.formatted("a", text(idn), text(idn), text("Ann"), text("ann")));
      postgres.execute(ROW.formatted("b", text(ascii), text(ascii), text(""), text("")));
      postgres.execute(
          ROW.formatted("c", text(""), text(""), text("Mu\u0308ller"), text("mu\u0308ller")));

      migrate(postgres);
      migrate(postgres);

      assertEquals(
          List.of("a " + idn + " false ann", "b " + idn + " true ", "c  false m\u00fcller"),
          postgres.texts(
              "SELECT id || ' ' || coalesce(email_key, '') || ' ' || email_shared || ' ' ||"
                  + " coalesce(name_key, '') FROM customers ORDER BY id"));
    }
  }
}
