package shop.crm.queries.connection.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.core5.http2.H2Error;
import org.junit.jupiter.api.Test;

class CalmTest {

  private final AtomicLong now = new AtomicLong();
  private final Calm calm = new Calm(now::get);

  private void spend(int times, int some) {
    for (int i = 0; i < times; i++) {
      calm.spend(some);
    }
  }

  private void assertSpent() {
    Http2Error error = assertThrows(Http2Error.class, () -> calm.spend(1));
    assertEquals(H2Error.ENHANCE_YOUR_CALM, error.code());
  }

  @Test
  void a_flood_ends() {
    spend(2_000, Calm.FRAME);

    assertSpent();
  }

  @Test
  void resets_cost_more() {
    spend(200, Calm.STREAM);

    assertSpent();
  }

  @Test
  void time_gives_some_back_and_never_more_than_there_was() {
    now.set(Long.MAX_VALUE / 2);
    spend(2_000, Calm.FRAME);
    now.addAndGet(1_000_000_000);
    spend(200, Calm.FRAME);

    assertSpent();
  }

  @Test
  void little_by_little_time_is_not_lost() {
    spend(2_000, Calm.FRAME);
    for (int i = 0; i < 2_000; i++) {
      now.addAndGet(1_000_000_000 / 200);
      calm.spend(Calm.FRAME);
    }

    assertSpent();
  }

  @Test
  void whoever_takes_answers_may_go_on() {
    for (int i = 0; i < 10_000; i++) {
      calm.earn(Calm.ANSWERED);
      calm.spend(Calm.FRAME);
      calm.spend(Calm.STREAM);
    }
  }
}
