package shop.crm.standalone.streams;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.topology.task.StepFailed;
import shop.crm.topology.task.TaskFailures;
import shop.crm.topology.task.TaskFailures.OfTask;

/**
 * Replaces a stream thread that failed, but not for ever: what fails again and again is no passing
 * trouble, and a process that ends is seen and restarted. What a record or a row brought about does
 * not count: it is passed over once it has failed twice.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {

  static final int MOST = 10;
  static final Duration PERIOD = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);

  private final Clock clock;
  private final TaskFailures failures;
  private final Consumer<Throwable> gaveUp;
  private final Deque<Instant> recent = new ArrayDeque<>(MOST);

  /**
   * @param failures told of each
   * @param gaveUp told of the failure that was one too many
   */
  ThreadFailures(Clock clock, TaskFailures failures, Consumer<Throwable> gaveUp) {
    this.clock = clock;
    this.failures = failures;
    this.gaveUp = gaveUp;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
    failures.failed(task(failure), root(failure).getClass().getName(), true);
    if (isOfStep(failure)) {
      LOG.error("a stream thread failed and is replaced", failure);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    Instant now = clock.instant();
    while (!recent.isEmpty() && recent.getFirst().isBefore(now.minus(PERIOD))) {
      recent.removeFirst();
    }
    if (recent.size() >= MOST) {
      LOG.error("a stream thread failed, the last of too many", failure);
      gaveUp.accept(failure);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    recent.addLast(now);
    LOG.error("a stream thread failed and is replaced", failure);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static OfTask task(Throwable failure) {
    return causes(failure)
        .filter(StreamsException.class::isInstance)
        .flatMap(cause -> ((StreamsException) cause).taskId().stream())
        .findFirst()
        .map(id -> new OfTask(id.toString(), id.partition()))
        .orElse(new OfTask("none", -1));
  }

  private static boolean isOfStep(Throwable failure) {
    return causes(failure).anyMatch(StepFailed.class::isInstance);
  }

  private static Throwable root(Throwable failure) {
    return causes(failure).reduce((outer, inner) -> inner).orElseThrow();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }
}
