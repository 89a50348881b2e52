package shop.crm.standalone.streams;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that failed, but not for ever: what fails again and again is no passing
 * trouble, and a process that ends is seen and restarted.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {

  static final int MOST = 10;
  static final Duration PERIOD = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);

  private final Clock clock;
  private final Consumer<Throwable> gaveUp;
  private final Deque<Instant> recent = new ArrayDeque<>(MOST);

  /**
   * @param gaveUp told of the failure that was one too many
   */
  ThreadFailures(Clock clock, Consumer<Throwable> gaveUp) {
    this.clock = clock;
    this.gaveUp = gaveUp;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
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
}
