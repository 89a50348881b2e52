package shop.crm.standalone.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {

  private final MovingClock clock = new MovingClock();
  private final List<Throwable> gaveUp = new ArrayList<>();
  private final ThreadFailures failures = new ThreadFailures(clock, gaveUp::add);

  @Test
  void one_failure_too_many_within_the_period_ends_processing() {
    for (int i = 0; i < ThreadFailures.MOST; i++) {
      assertEquals(REPLACE_THREAD, failures.handle(new StreamsException("again")));
    }
    StreamsException last = new StreamsException("last");

    assertEquals(SHUTDOWN_CLIENT, failures.handle(last));
    assertEquals(List.of(last), gaveUp);
  }

  @Test
  void failures_now_and_then_go_on_for_ever() {
    for (int i = 0; i < 10 * ThreadFailures.MOST; i++) {
      assertEquals(REPLACE_THREAD, failures.handle(new StreamsException("again")));
      clock.now = clock.now.plus(ThreadFailures.PERIOD.dividedBy(ThreadFailures.MOST - 1));
    }
    assertEquals(List.of(), gaveUp);
  }

  private static final class MovingClock extends Clock {

    private Instant now = Instant.EPOCH.plus(Duration.ofDays(20_000));

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
