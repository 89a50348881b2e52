package shop.crm.topology.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import shop.crm.topology.task.TaskFailures.OfRecord;

class StepsTest {

  static final List<RuntimeException> OF_INFRASTRUCTURE =
      List.of(
          new TimeoutException("Kafka is slow"),
          new ProcessorStateException("the disk is full"),
          new IllegalStateException(new ProcessorStateException("no such file")));

  private static final OfRecord RECORD = new OfRecord("crm.orders", 3, 17);

  private final TaskFailures failures =
      new TaskFailures(Clock.fixed(Instant.EPOCH.plusSeconds(9_999), ZoneOffset.UTC));
  private final AtomicInteger tried = new AtomicInteger();

  private static void fail() {
    throw new IllegalStateException("ann@example.com cannot be");
  }

  @Test
  void what_fails_before_it_has_written_is_tried_twice_and_passed_over() {
    boolean taken =
        new Steps(failures)
            .take(
                RECORD,
                () -> {
                  tried.incrementAndGet();
                  fail();
                });

    assertFalse(taken);
    assertEquals(2, tried.get());
  }

  @Test
  void what_fails_after_it_has_written_ends_two_tasks_and_the_third_passes_it_over() {
    for (int task = 1; task <= 2; task++) {
      Steps steps = new Steps(failures);
      Runnable step =
          () -> {
            tried.incrementAndGet();
            steps.writing();
            fail();
          };
      StepFailed ended = assertThrows(StepFailed.class, () -> steps.take(RECORD, step));
      assertEquals("java.lang.IllegalStateException at crm.orders-3@17", ended.getMessage());
    }

    assertFalse(new Steps(failures).take(RECORD, tried::incrementAndGet));
    assertTrue(new Steps(failures).take(new OfRecord("crm.orders", 3, 18), () -> {}));
    assertEquals(2, tried.get());
  }

  @ParameterizedTest
  @FieldSource("OF_INFRASTRUCTURE")
  void what_kafka_or_the_disk_brings_about_is_no_fault_of_the_record(RuntimeException thrown) {
    for (int i = 0; i < 5; i++) {
      assertThrows(
          thrown.getClass(),
          () ->
              new Steps(failures)
                  .take(
                      RECORD,
                      () -> {
                        throw thrown;
                      }));
    }

    assertFalse(failures.isPutAside(RECORD));
  }

  @Test
  void only_the_places_that_failed_last_are_remembered() {
    for (int offset = 0; offset < 1_001; offset++) {
      new Steps(failures).take(new OfRecord("crm.orders", 0, offset), StepsTest::fail);
    }

    assertFalse(failures.isPutAside(new OfRecord("crm.orders", 0, 0)));
    assertTrue(failures.isPutAside(new OfRecord("crm.orders", 0, 1_000)));
  }
}
