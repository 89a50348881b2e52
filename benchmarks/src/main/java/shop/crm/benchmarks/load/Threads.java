package shop.crm.benchmarks.load;

import java.time.Duration;
import java.util.List;

/** The end of threads that were told to end. */
public final class Threads {

  private Threads() {}

  /**
   * Waits for threads; those that have not ended in time are interrupted.
   *
   * @param patience for all of them together
   */
  public static void end(List<Thread> threads, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    threads.forEach(Thread::interrupt);
  }
}
