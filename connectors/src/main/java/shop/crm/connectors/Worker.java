package shop.crm.connectors;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus.State;

/**
 * The one thread of a connector: does its work, and when that fails waits and begins it again,
 * until it is closed.
 */
public final class Worker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration GIVE_UP = Duration.ofSeconds(15);

  private static final long STEADY_NANOS = Duration.ofSeconds(10).toNanos();

  /** Work that goes on until {@link Run#stopping} or until it fails. */
  public interface Work {
    /** Works until it is told to stop; whatever it throws is logged, and it is tried again. */
    void run(Run run) throws IOException, SQLException, TimeoutException, InterruptedException;
  }

  /** What the work is told and tells. */
  public interface Run {
    /** Whether it should come to an end. */
    boolean stopping();

    /** It is connected and at work. */
    void running();

    /** Waits; no longer than until it should come to an end. */
    void pause(Duration duration) throws InterruptedException;
  }

  private final String name;
  private final String address;
  private final Runnable onFailure;
  private final CountDownLatch stop = new CountDownLatch(1);
  private long runningSinceNanos;
  private volatile State state = State.STARTING;
  private volatile Optional<String> problem = Optional.empty();
  private volatile Optional<Thread> thread = Optional.empty();

  /**
   * A worker, not yet started.
   *
   * @param name of the thread, and in logs
   * @param address of the broker, without credentials
   * @param onFailure runs each time that the work fails
   */
  public Worker(String name, String address, Runnable onFailure) {
    this.name = name;
    this.address = address;
    this.onFailure = onFailure;
  }

  /** Begins. Returns at once. */
  public void start(Work work) {
    thread = Optional.of(Thread.ofPlatform().name("crm-" + name).start(() -> repeat(work)));
  }

  /** Whether it does its work. */
  public State state() {
    return state;
  }

  /** What kept it from its work last, while it does not do it. */
  public Optional<String> problem() {
    return problem;
  }

  private void repeat(Work work) {
    Backoff backoff = new Backoff(ThreadLocalRandom.current());
    while (!stopping()) {
      try {
        work.run(new Progress());
      } catch (InterruptedException e) {
        // Only close interrupts, once it has waited long enough.
        LOG.warn("{}: stopped before all was acknowledged; the rest comes again", name);
      } catch (IOException
          | SQLException
          | TimeoutException
          | RuntimeException
          | StackOverflowError e) {
        failed(e, wait(backoff));
      }
    }
    state = State.STOPPED;
  }

  /** The wait is short again after a while of work, not after a connection that failed at once. */
  private Duration wait(Backoff backoff) {
    if (state == State.RUNNING && System.nanoTime() - runningSinceNanos > STEADY_NANOS) {
      backoff.reset();
    }
    return backoff.next();
  }

  private void failed(Throwable e, Duration wait) {
    if (stopping()) {
      LOG.warn("{}: stopped with an error: {}", name, ErrorText.of(e));
      return;
    }
    state = State.RECONNECTING;
    problem = Optional.of(ErrorText.of(e));
    onFailure.run();
    LOG.warn("{}: {} ({}); trying again in {} ms", name, ErrorText.of(e), address, wait.toMillis());
    LOG.debug("{}: in full", name, e);
    try {
      if (stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("{}: stopped while waiting", name);
      }
    } catch (InterruptedException _) {
      LOG.debug("{}: interrupted while waiting to try again", name);
    }
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  /** Asks the work to end, waits for it, and interrupts it when it takes too long. */
  @Override
  public void close() {
    stop.countDown();
    thread.ifPresent(
        running -> {
          try {
            if (!running.join(DRAIN)) {
              running.interrupt();
              if (!running.join(GIVE_UP)) {
                LOG.warn("{}: its thread did not end", name);
              }
            }
          } catch (InterruptedException e) {
            running.interrupt();
            Thread.currentThread().interrupt();
          }
        });
    state = State.STOPPED;
  }

  private final class Progress implements Run {

    @Override
    public boolean stopping() {
      return Worker.this.stopping();
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
      if (stop.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("{}: told to stop", name);
      }
    }

    @Override
    public void running() {
      runningSinceNanos = System.nanoTime();
      state = State.RUNNING;
      problem = Optional.empty();
      LOG.info("{}: connected to {}", name, address);
    }
  }
}
