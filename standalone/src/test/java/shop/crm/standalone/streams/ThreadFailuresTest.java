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
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import shop.crm.topology.task.StepFailed;
import shop.crm.topology.task.TaskFailures;
import shop.crm.topology.task.TaskFailures.Failure;
import shop.crm.topology.task.TaskFailures.OfRecord;
import shop.crm.topology.task.TaskFailures.OfTask;

class ThreadFailuresTest {

  private final MovingClock clock = new MovingClock();
  private final List<Throwable> gaveUp = new ArrayList<>();
  private final TaskFailures noted = new TaskFailures(clock);
  private final ThreadFailures failures = new ThreadFailures(clock, noted, gaveUp::add);

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

  @Test
  void what_records_bring_about_never_ends_processing() {
    OfRecord record = new OfRecord("crm.orders", 3, 17);
    for (int i = 0; i < 10 * ThreadFailures.MOST; i++) {
      var step = new StepFailed(record, new IllegalStateException("a value"));
      assertEquals(
          REPLACE_THREAD, failures.handle(new StreamsException("x", step, new TaskId(2, 3))));
    }
    assertEquals(List.of(), gaveUp);
  }

  @Test
  void a_task_that_fails_again_is_failing_until_it_has_run_for_a_while() {
    StreamsException refused =
        new StreamsException("x", new RecordTooLargeException("y"), new TaskId(2, 3));
    failures.handle(refused);
    List<Failure> once = noted.failing();
    failures.handle(refused);
    List<Failure> twice = noted.failing();
    noted.runs("2_3");

    assertEquals(List.of(), once);
    assertEquals(
        List.of(
            new Failure(
                new OfTask("2_3", 3),
                RecordTooLargeException.class.getName(),
                2,
                true,
                clock.instant())),
        twice);
    assertEquals(List.of(), noted.failing());
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
