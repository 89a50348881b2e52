package shop.crm.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what comes about by itself. */
final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private Eventually() {}

  /** Asks again and again until the answer will do. */
  static <T> T await(Callable<T> question, Predicate<T> enough) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      T answer = question.call();
      if (enough.test(answer)) {
        return answer;
      }
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("waited in vain; the last answer was " + answer);
      }
      Thread.sleep(BETWEEN);
    }
  }
}
