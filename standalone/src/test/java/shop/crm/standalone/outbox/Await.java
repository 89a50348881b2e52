package shop.crm.standalone.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come to be, asking again and again. */
final class Await {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration BETWEEN = Duration.ofMillis(10);

  private Await() {}

  static void until(String what, BooleanSupplier is) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!is.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
