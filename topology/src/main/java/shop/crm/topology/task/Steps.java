package shop.crm.topology.task;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import shop.crm.topology.task.TaskFailures.Place;

/**
 * Takes the steps of a task's work, each about one record or one row, so that none of them is tried
 * for ever. One that fails before anything is written is tried again at once; one that fails after
 * that ends the task, and with it the transaction, so that nothing half done stays. What has failed
 * twice is passed over. Used by one thread.
 */
public final class Steps {

  /** A task that has run for so long does not fail again and again. */
  public static final Duration PROVED = Duration.ofSeconds(30);

  private final TaskFailures failures;
  private boolean writing;

  /** Steps whose failures are noted there. */
  public Steps(TaskFailures failures) {
    this.failures = failures;
  }

  /** The step writes from here on, stores or what tasks keep in memory. */
  public void writing() {
    writing = true;
  }

  /**
   * Takes a step.
   *
   * @return whether it was taken; else it failed too often, now or before
   * @throws StepFailed if it failed when it had written already
   */
  public boolean take(Place place, Runnable step) {
    while (!failures.isPutAside(place)) {
      writing = false;
      try {
        step.run();
        return true;
      } catch (RuntimeException | StackOverflowError e) {
        if (isOfInfrastructure(e)) {
          throw e;
        }
        failures.failed(place, e.getClass().getName(), writing);
        if (writing) {
          throw new StepFailed(place, e);
        }
      }
    }
    return false;
  }

  /**
   * Kafka, its stores and their disk, fenced producers and timeouts all throw Kafka's exceptions:
   * the same record or row would do well another time.
   */
  public static boolean isOfInfrastructure(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof KafkaException || cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }
}
