package shop.crm.queries.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.access.MovableClock;
import shop.crm.connectors.tls.TestAuthority;
import shop.crm.connectors.tls.TestAuthority.Issued;

/** What a person is told of a certificate, of sixty days, before callers find out. */
class TlsWarningsTest {

  private static final Instant END = Instant.parse("2040-03-01T00:00:00Z");

  private final TestAuthority authority = new TestAuthority("authority");
  private final MovableClock clock = new MovableClock(END.minus(Duration.ofDays(13)));

  @TempDir private Path dir;

  private Issued until(Instant end) {
    return authority.issue("EC", end, "localhost");
  }

  @Test
  void one_that_is_not_renewed_in_time_is_told_and_one_that_has_expired() throws Exception {
    try (TestTls files = new TestTls(dir, until(END), authority, clock)) {
      assertEquals(List.of(), files.tls.warnings());

      clock.move(Duration.ofDays(1));
      assertEquals(
          List.of("The certificate of TLS is not renewed yet, and expires at " + END),
          files.tls.warnings());

      clock.move(Duration.ofDays(12));
      assertEquals(List.of("The certificate of TLS has expired at " + END), files.tls.warnings());

      files.write(until(END.plus(Duration.ofDays(30))));
      files.tls.look();
      assertEquals(List.of(), files.tls.warnings());
    }
  }

  @Test
  void files_that_do_not_fit_are_told_until_they_do() throws Exception {
    try (TestTls files = new TestTls(dir, until(END), authority, clock)) {
      Issued next = until(END.plus(Duration.ofDays(30)));
      files.writeCertificate(next);
      files.tls.look();
      assertEquals(
          List.of(
              "The files of CRM_TLS_CERTIFICATE and CRM_TLS_KEY are not used: what is in them now"
                  + " does not fit, as the log tells, and what was there before goes on"),
          files.tls.warnings());

      files.write(next);
      files.tls.look();
      assertEquals(List.of(), files.tls.warnings());
    }
  }
}
