package shop.crm.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import shop.crm.schemas.Topics;
import shop.crm.standalone.streams.StreamsConfiguration;

/** A topology that runs over what lies on the topics, from an empty state. */
final class StreamsRun implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int POLL_MILLIS = 25;
  private static final Pattern STREAM_THREAD = Pattern.compile(".*StreamThread-\\d+");

  private final String name;
  private final Path state;
  private final Admin admin;
  private final KafkaStreams streams;

  private StreamsRun(String name, Path state, Admin admin, KafkaStreams streams) {
    this.name = name;
    this.state = state;
    this.admin = admin;
    this.streams = streams;
  }

  /**
   * What one run did.
   *
   * @param filling records a second from the first commit that is seen until the history is in
   * @param live records a second from there until everything is committed
   * @param streamMicros processor time of the stream threads for one live record, in microseconds:
   *     steadier than the rate where others use the machine too
   */
  record Pace(double filling, double live, double streamMicros) {

    /** From the first mark to the second the history was taken in, and from there the rest. */
    static Pace of(Mark begin, Mark filled, Mark end) {
      return new Pace(
          rate(begin, filled),
          rate(filled, end),
          (end.cpuNanos - filled.cpuNanos) / 1e3 / (end.committed - filled.committed));
    }

    private static double rate(Mark from, Mark to) {
      return (to.committed - from.committed) * 1e9 / Math.max(1, to.nanos - from.nanos);
    }
  }

  /**
   * Where a run is.
   *
   * @param nanos when, by {@link System#nanoTime}
   * @param committed records of the topic of orders that are committed
   * @param cpuNanos processor time that the stream threads have used
   */
  record Mark(long nanos, long committed, long cpuNanos) {}

  /**
   * Runs until everything is committed. Start and assignment do not count.
   *
   * @param name the application's, not used before
   * @param history how many of the records are history
   * @param records how many lie on the topic
   */
  static Pace run(Workbench bench, String name, Topology topology, long history, long records)
      throws InterruptedException, ExecutionException {
    try (StreamsRun run = start(bench, name, topology)) {
      return Pace.of(run.until(1), run.until(history), run.until(records));
    }
  }

  /**
   * Starts one.
   *
   * @param name the application's, not used before
   */
  static StreamsRun start(Workbench bench, String name, Topology topology) {
    Path state = bench.directory().resolve("state");
    KafkaStreams streams = new KafkaStreams(topology, properties(bench, name, state));
    streams.setUncaughtExceptionHandler(_ -> StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    streams.start();
    return new StreamsRun(name, state, bench.admin(), streams);
  }

  /** When so many records of the topic of orders were seen to be committed. */
  Mark until(long records) throws InterruptedException, ExecutionException {
    Backlog backlog = new Backlog(admin);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline && !streams.state().hasCompletedShutdown()) {
      long committed = backlog.committed(name, Topics.ORDERS);
      if (committed >= records) {
        return new Mark(System.nanoTime(), committed, streamThreadsNanos());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new IllegalStateException(name + " did not get through: " + streams.state());
  }

  /** Processor time that the stream threads of this process have used. */
  static long streamThreadsNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .filter(thread -> STREAM_THREAD.matcher(thread.getThreadName()).matches())
        .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
        .sum();
  }

  @Override
  public void close() {
    streams.close();
    admin.close();
    Workbench.delete(state);
  }

  private static Properties properties(Workbench bench, String name, Path state) {
    Map<String, Object> config =
        new HashMap<>(
            StreamsConfiguration.of(bench.configuration(), bench.client(), "localhost:0"));
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
    config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    Properties properties = new Properties();
    properties.putAll(config);
    return properties;
  }
}
