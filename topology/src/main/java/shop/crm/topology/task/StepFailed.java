package shop.crm.topology.task;

import shop.crm.topology.task.TaskFailures.Place;

/**
 * Ends a task whose step failed after it had written: the transaction ends with it, and what failed
 * too often is passed over by the task that takes its place. It has the trace of what was thrown,
 * but not its message, which may quote what came in.
 */
public final class StepFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Of a step about {@code place}. */
  public StepFailed(Place place, Throwable thrown) {
    super(thrown.getClass().getName() + " at " + place);
    setStackTrace(thrown.getStackTrace());
  }
}
