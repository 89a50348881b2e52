package shop.crm.topology.task;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What walks take from the stream is bounded for each of its threads, however many tasks it has.
 */
class WalkTimeTest {

  private static final long TICK = Task.TICK.toMillis();

  private final WalkTime time = new WalkTime();

  @Test
  void beside_records_the_tasks_of_a_thread_share_a_little_of_each_tick() {
    time.recordCame();
    assertTrue(time.at(0).isPresent());
    time.used(Duration.ofMillis(10));
    assertTrue(time.at(1).isPresent(), "the first task left some");
    time.used(Duration.ofMillis(5));
    assertTrue(time.at(2).isEmpty(), "the others used it up");

    time.recordCame();
    assertTrue(time.at(TICK).isPresent(), "at the next tick there is time again");
    time.used(Duration.ofMillis(15));
    assertTrue(time.at(TICK + 1).isEmpty());
  }

  @Test
  void alone_they_have_most_of_it() {
    assertTrue(time.at(0).isPresent());
    time.used(Duration.ofMillis(60));
    assertTrue(time.at(1).isPresent());
    time.used(Duration.ofMillis(20));
    assertTrue(time.at(2).isEmpty());
  }

  @Test
  void a_clock_that_is_set_back_stops_no_walk() {
    assertTrue(time.at(10 * TICK).isPresent());
    time.used(Duration.ofMillis(80));
    assertTrue(time.at(0).isPresent());
  }

  @Test
  void each_thread_has_its_own() {
    WalkTime mine = WalkTime.ofThisThread();
    assertSame(mine, WalkTime.ofThisThread());
    assertNotSame(mine, CompletableFuture.supplyAsync(WalkTime::ofThisThread).join());
  }
}
