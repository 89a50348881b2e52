package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static shop.crm.connectors.postgres.SegmentsInPostgres.customer;
import static shop.crm.connectors.postgres.SegmentsInPostgres.manual;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import shop.crm.schemas.profile.Origin;

class DatabaseIT {

  /** PostgreSQL takes no text with a NUL in it. */
  private static final String REFUSED = "secret\0";

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
