package shop.crm.topology.task;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the tasks of this process failed. It outlives them: a failure that comes after the first
 * write ends the task and its transaction, and the task that takes its place must know. Safe for
 * use by many threads.
 */
public final class TaskFailures {

  /** What failed so often is put aside, or, where that cannot be done, is failing. */
  public static final int MOST = 2;

  /** What failed longer ago is not failing now. */
  static final Duration PERIOD = Duration.ofMinutes(3);

  /** So many places are remembered: those that failed last. */
  static final int PLACES = 1_000;

  private static final int LINES_A_MINUTE = 60;
  private static final Logger LOG = LoggerFactory.getLogger(TaskFailures.class);

  private final Clock clock;
  private final SequencedMap<Place, Failure> failures = new LinkedHashMap<>();
  private volatile boolean none = true;
  private long tasksEnded;
  private long rowsLeftOut;
  private Instant minute = Instant.EPOCH;
  private int lines;

  /** Nothing has failed yet. */
  public TaskFailures(Clock clock) {
    this.clock = clock;
  }

  /** What a task was about when it failed. */
  public sealed interface Place {

    /** Of the task's inputs; -1 where there is none. */
    int partition();
  }

  /** A record. */
  public record OfRecord(String topic, int partition, long offset) implements Place {

    @Override
    public String toString() {
      return topic + "-" + partition + "@" + offset;
    }
  }

  /**
   * A row, in work that no record asks for.
   *
   * @param work what the task was doing
   * @param key a customer's, {@code tenant/customer}, or a tenant's name
   */
  public record OfRow(String work, int partition, String key) implements Place {

    @Override
    public String toString() {
      return key + " on partition " + partition + " (" + work + ")";
    }
  }

  /**
   * A task as a whole, or a stream's thread where none is named: Kafka or a disk, mostly.
   *
   * @param task its id as Kafka Streams writes it; {@code none} for a thread
   */
  public record OfTask(String task, int partition) implements Place {

    @Override
    public String toString() {
      return "task " + task;
    }
  }

  /**
   * What failed.
   *
   * @param exception the exception's class; never its message, which may quote what came in
   * @param count how often
   * @param endedTask whether that ended a task, and its transaction with it
   * @param at when it failed last
   */
  public record Failure(Place place, String exception, long count, boolean endedTask, Instant at) {

    /** Whether it is passed over from now on. */
    public boolean isPutAside() {
      return count >= MOST && !(place instanceof OfTask);
    }

    @Override
    public String toString() {
      return place + " failed " + count + " times: " + exception;
    }
  }

  /** Whether what is there is to be passed over; costs nothing while nothing fails. */
  public boolean isPutAside(Place place) {
    return !none && at(place).filter(Failure::isPutAside).isPresent();
  }

  /** How it failed there, if it did. */
  public synchronized Optional<Failure> at(Place place) {
    return Optional.ofNullable(failures.get(place));
  }

  /**
   * Something failed.
   *
   * @param exception the exception's class
   * @param endsTask whether that ends the task
   */
  public synchronized void failed(Place place, String exception, boolean endsTask) {
    Optional<Failure> before = Optional.ofNullable(failures.remove(place));
    if (failures.size() >= PLACES) {
      Iterator<Place> eldest = failures.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    Failure now =
        new Failure(
            place,
            exception,
            before.map(Failure::count).orElse(0L) + 1,
            endsTask || before.map(Failure::endedTask).orElse(false),
            clock.instant());
    failures.put(place, now);
    none = false;
    tasksEnded += endsTask ? 1 : 0;
    if (now.isPutAside()) {
      rowsLeftOut += place instanceof OfRow ? 1 : 0;
      log(now);
    }
  }

  /** Whoever sends such records, or has such rows, does not fill the log. */
  private void log(Failure failure) {
    if (failure.at().isAfter(minute.plusSeconds(60))) {
      minute = failure.at();
      lines = 0;
    }
    if (lines++ < LINES_A_MINUTE) {
      LOG.warn("put aside: {}", failure);
    }
  }

  /** A task has run for a while: what ended it before is over. */
  public void runs(String task) {
    if (!none) {
      forget(task);
    }
  }

  private synchronized void forget(String task) {
    failures.keySet().removeIf(place -> place instanceof OfTask it && it.task().equals(task));
  }

  /** The tasks that fail again and again now, each with what ended it. */
  public synchronized List<Failure> failing() {
    Instant since = clock.instant().minus(PERIOD);
    List<Failure> recent = failures.values().stream().filter(it -> it.at().isAfter(since)).toList();
    Set<Integer> partitions =
        recent.stream()
            .filter(it -> it.place() instanceof OfTask && it.count() >= MOST)
            .map(it -> it.place().partition())
            .collect(Collectors.toSet());
    return recent.stream()
        .filter(it -> it.endedTask() && partitions.contains(it.place().partition()))
        .toList();
  }

  /** What failed last, the newest first. */
  public synchronized List<Failure> newest(int most) {
    return failures.sequencedValues().reversed().stream().limit(most).toList();
  }

  /** How often a failure has ended a task, or a thread. */
  public synchronized long tasksEnded() {
    return tasksEnded;
  }

  /** How many rows have been left out of work that no record asks for. */
  public synchronized long rowsLeftOut() {
    return rowsLeftOut;
  }
}
