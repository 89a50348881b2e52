package shop.crm.queries.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import shop.crm.queries.http.ProblemException;

/** What comes, and how fast, by a clock of its own. */
class ImportBodyTest {

  private long now;

  /** A body of which a piece comes each second, without an end. */
  private ImportBody body(int bytesPerSecond, long most) {
    InputStream comes =
        new InputStream() {
          @Override
          public int read() {
            throw new UnsupportedOperationException("pieces are read");
          }

          @Override
          public int read(byte[] into, int from, int length) {
            now += Duration.ofSeconds(1).toNanos();
            return bytesPerSecond;
          }
        };
    return new ImportBody(comes, most, () -> now);
  }

  private void read(ImportBody body, Duration duration) throws IOException {
    long end = now + duration.toNanos();
    byte[] piece = new byte[1 << 20];
    while (now < end) {
      body.read(piece, 0, piece.length);
    }
  }

  private static ProblemException refused(ThrowingRead work) {
    return assertThrows(ProblemException.class, work::read);
  }

  private interface ThrowingRead {
    void read() throws IOException;
  }

  @Test
  void a_body_that_comes_with_1_kibibyte_a_second_may_take_an_hour() throws IOException {
    read(body(1_024, Long.MAX_VALUE), Duration.ofHours(1));
  }

  @Test
  void a_body_that_comes_more_slowly_is_told_so_before_its_connection_ends() throws IOException {
    ImportBody slow = body(100, Long.MAX_VALUE);
    read(slow, Duration.ofSeconds(26));

    ProblemException told = refused(() -> read(slow, Duration.ofSeconds(4)));

    assertEquals(408, told.problem().status());
    assertEquals("close", told.problem().headers().get("Connection"));
  }

  @Test
  void the_time_that_the_service_takes_is_not_the_callers() throws IOException {
    ImportBody body = body(1_024, Long.MAX_VALUE);
    read(body, Duration.ofSeconds(10));
    now += Duration.ofHours(1).toNanos();
    read(body, Duration.ofSeconds(10));
  }

  @Test
  void a_body_may_have_so_many_bytes_and_no_more() throws IOException {
    ImportBody body = body(1_024, 2_048);
    read(body, Duration.ofSeconds(2));

    assertEquals(413, refused(() -> read(body, Duration.ofSeconds(1))).problem().status());
  }
}
