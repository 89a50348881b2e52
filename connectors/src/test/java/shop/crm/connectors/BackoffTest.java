package shop.crm.connectors;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void the_wait_doubles_up_to_a_bound_with_at_most_half_of_it_left_to_chance() {
    Backoff backoff = new Backoff(new Random(7));
    for (long most = 200; most < 200_000; most *= 2) {
      between(Math.min(most, 15_000) / 2, Math.min(most, 15_000), backoff.next());
    }
    backoff.reset();
    between(100, 200, backoff.next());
  }

  private static void between(long least, long most, Duration wait) {
    assertTrue(wait.toMillis() >= least && wait.toMillis() <= most, wait::toString);
  }
}
