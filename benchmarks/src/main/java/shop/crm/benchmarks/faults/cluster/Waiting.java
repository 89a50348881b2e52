package shop.crm.benchmarks.faults.cluster;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for a process that was started. */
final class Waiting {

  private static final long LOOK_MILLIS = 50;

  private Waiting() {}

  /** What is waited for. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * Waits until something is so.
   *
   * @param what for the message
   * @throws IOException if it is not in time
   */
  static void until(String what, Duration atMost, Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(what + " has not come about within " + atMost.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Whether anything takes connections there. */
  static boolean listens(String host, int port) {
    try (Socket socket = new Socket(host, port)) {
      return socket.isConnected();
    } catch (IOException _) {
      // Not yet.
      return false;
    }
  }
}
