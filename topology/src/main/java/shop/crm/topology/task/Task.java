package shop.crm.topology.task;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import shop.crm.topology.task.TaskFailures.OfRecord;
import shop.crm.topology.task.TaskFailures.OfRow;

/**
 * What every part of a task needs: which task it is, what time it is, and the steps in which it
 * works. Used by the one thread that runs the task.
 */
public final class Task {

  /** How often a task looks, between the records, at time, settings and requests. */
  public static final Duration TICK = Duration.ofMillis(100);

  private final TaskId id;
  private final InstantSource clock;
  private final TaskFailures failures;
  private final Steps steps;
  private Instant startedAt;

  /** A task that gets its state. */
  public Task(ProcessorContext<?, ?> context, TaskFailures failures) {
    this.id = context.taskId();
    this.clock = () -> Instant.ofEpochMilli(context.currentSystemTimeMs());
    this.failures = failures;
    this.steps = new Steps(failures);
    this.startedAt = clock.instant();
  }

  /** The partition of its inputs. */
  public int partition() {
    return id.partition();
  }

  /** The time by Kafka Streams' clock. */
  public Instant now() {
    return clock.instant();
  }

  /** It has its state, and begins to run. */
  public void begins() {
    startedAt = now();
  }

  /**
   * Takes a record.
   *
   * @return whether it was taken; else it failed too often
   */
  public boolean record(OfRecord place, Runnable step) {
    return steps.take(place, step);
  }

  /**
   * Takes a step about a row, in work that no record asks for.
   *
   * @param work what the task is doing, for the failure's record
   * @return whether it was taken; else the row is left out
   */
  public boolean row(String work, String key, Runnable step) {
    return steps.take(new OfRow(work, partition(), key), step);
  }

  /** The step writes from here on, stores or memory: if it fails now, the task ends with it. */
  public void writing() {
    steps.writing();
  }

  /** It runs still: once it has for a while, what ended it before is over. */
  public void runs() {
    if (!now().isBefore(startedAt.plus(Steps.PROVED))) {
      failures.runs(id.toString());
    }
  }
}
