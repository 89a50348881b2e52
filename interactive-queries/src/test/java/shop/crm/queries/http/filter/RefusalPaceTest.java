package shop.crm.queries.http.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RefusalPaceTest {

  private static final long FIVE_SECONDS = 5_000_000_000L;

  private long now = Long.MAX_VALUE - 1_000_000;

  private final RefusalPace pace = new RefusalPace(500, () -> now);

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(pace.next());
  }

  @Test
  void a_fifth_as_many_go_out_as_are_taken() {
    assertEquals(0, millis());
    assertEquals(10, millis());
    assertEquals(20, millis());
    now += 25_000_000;
    assertEquals(5, millis());
  }

  @Test
  void who_has_been_quiet_is_not_held_back() {
    LongStream.range(0, 100).forEach(_ -> pace.next());
    now += FIVE_SECONDS;
    assertEquals(0, millis());
    assertEquals(10, millis());
  }

  @Test
  void none_waits_for_longer_than_a_client_would() {
    LongStream.range(0, 10_000).forEach(_ -> pace.next());
    assertEquals(5_000, millis());
    now += FIVE_SECONDS;
    assertEquals(10, millis());
  }

  @Test
  void who_may_ask_little_is_told_so_twenty_times_a_second() {
    RefusalPace slow = new RefusalPace(2, () -> now);
    slow.next();
    assertEquals(50_000_000, slow.next());
  }
}
