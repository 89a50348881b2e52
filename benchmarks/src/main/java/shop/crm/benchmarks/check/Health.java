package shop.crm.benchmarks.check;

import java.io.IOException;
import java.net.URI;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;

/** Whether a service says that it lives and is ready. */
public final class Health {

  private Health() {}

  /**
   * Asks, each time on a connection of its own, as a probe does.
   *
   * @param server the port that is asked
   * @param when for the report
   */
  public static void check(URI server, String when, Faults faults) {
    for (String path : new String[] {"/health/live", "/health/ready"}) {
      try (Caller caller = new Caller(server, "default")) {
        Answer answer = caller.get(path);
        if (answer.status() != 200) {
          faults.add(path + " answers " + answer.status(), when);
        }
      } catch (IOException e) {
        faults.add(path + " does not answer: " + e.getClass().getSimpleName(), when);
      }
    }
  }
}
