package shop.crm.queries.http.access.oidc;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ErrorText;

/**
 * The keys of an issuer as they are known here. They are asked for every few minutes, and at once
 * when a token names one that is not known, as far as {@link CallBudget} allows. All calls are made
 * by one thread, one after the other; who needs their outcome waits for it for a bounded time.
 * While the issuer is away its known keys go on for a day.
 */
final class Issuer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Issuer.class);

  /** After this time keys are asked for again: as long goes a key that the issuer takes back. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** After this time without the issuer its keys are not believed any more. */
  static final Duration USABLE = Duration.ofHours(24);

  /** How long a request waits for a call at the most. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** An issuer that is away is asked so often. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** What the issuer told, and from when that is. */
  private record Known(KeySet keys, Instant at) {}

  private final IssuerClient client;
  private final Clock clock;
  private final Duration patience;
  private final CallBudget budget;
  private final ScheduledExecutorService thread;
  private volatile Optional<Known> known = Optional.empty();

  /** Why the last call failed, if it did. */
  private volatile Optional<String> problem = Optional.empty();

  /** The call under way; guarded by this. */
  private Optional<CountDownLatch> call = Optional.empty();

  /**
   * An issuer that is asked only when a key is needed, until it is started.
   *
   * @param client is closed with it
   * @param patience how long a request waits for a call
   */
  Issuer(IssuerClient client, Clock clock, Duration patience) {
    this.client = client;
    this.clock = clock;
    this.patience = patience;
    this.budget = new CallBudget(clock);
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("oidc-issuer").daemon().factory());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.thread = executor;
  }

  /** Begins to keep the keys fresh, whether somebody needs them or not. */
  void start() {
    thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks for the keys if it is time to, and waits for the answer. */
  void look() {
    Instant now = clock.instant();
    if (known.filter(it -> now.isBefore(it.at().plus(FRESH))).isEmpty()) {
      fetch();
    }
  }

  /** The keys, if any are known and not too old. */
  Optional<KeySet> current() {
    Optional<Known> latest = known;
    return latest.isPresent() && clock.instant().isBefore(latest.get().at().plus(USABLE))
        ? Optional.of(latest.get().keys())
        : Optional.empty();
  }

  /**
   * The keys; the issuer is asked for them first where none are known.
   *
   * @throws IssuerAway if it does not answer in time
   */
  KeySet keys() {
    Optional<KeySet> now = current();
    if (now.isPresent()) {
      return now.get();
    }
    ask(now).ifPresent(this::await);
    return current().orElseThrow(Issuer::away);
  }

  /**
   * The keys, for somebody who did not find the right one among those: the issuer is asked again,
   * unless it was just now.
   *
   * @throws IssuerAway if it does not answer in time, or did not the last time
   */
  KeySet keysAfter(KeySet seen) {
    KeySet now = keys();
    if (now != seen) {
      return now;
    }
    ask(Optional.of(seen)).ifPresent(this::await);
    if (problem.isPresent()) {
      throw away();
    }
    return keys();
  }

  /** What is wrong with the issuer, without secrets. */
  Optional<String> problem() {
    return problem.or(
        () ->
            known
                .filter(it -> it.keys().keys().isEmpty())
                .map(_ -> "it publishes no key by which tokens could be checked"));
  }

  /** How old the keys are; nothing where there are none. */
  Optional<Duration> age() {
    return known.map(it -> Duration.between(it.at(), clock.instant()));
  }

  private static IssuerAway away() {
    return new IssuerAway(LOOK_EVERY);
  }

  /**
   * The call under way, or a new one; none where the issuer was asked often enough, or has told
   * more by now than the asker has seen.
   */
  private synchronized Optional<CountDownLatch> ask(Optional<KeySet> seen) {
    if (call.isEmpty() && current().equals(seen) && budget.take()) {
      CountDownLatch begun = new CountDownLatch(1);
      try {
        thread.execute(() -> answer(begun));
        call = Optional.of(begun);
      } catch (RejectedExecutionException e) {
        LOG.debug("the issuer is not asked any more: the service is stopping");
      }
    }
    return call;
  }

  private void answer(CountDownLatch begun) {
    try {
      fetch();
    } finally {
      synchronized (this) {
        call = Optional.empty();
      }
      begun.countDown();
    }
  }

  private void await(CountDownLatch begun) {
    try {
      if (!begun.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw away();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away();
    }
  }

  private void fetch() {
    Instant asked = clock.instant();
    try {
      take(client.fetch(), asked);
    } catch (IOException | RuntimeException e) {
      failed(ErrorText.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed("the service is stopping");
    }
  }

  private void take(KeySet fetched, Instant asked) {
    Optional<KeySet> before = known.map(Known::keys);
    // The same object as long as nothing changes: what was checked by it is good still.
    KeySet keys = before.filter(fetched::hasSameKeys).orElse(fetched);
    known = Optional.of(new Known(keys, asked));
    if (problem.isPresent() || !Optional.of(keys).equals(before)) {
      LOG.info("the issuer of tokens answers; keys of use: {}", keys.keys().size());
    }
    problem = Optional.empty();
  }

  private void failed(String reason) {
    if (problem.isEmpty()) {
      LOG.warn("the issuer of tokens cannot be asked for its keys: {}", reason);
    }
    problem = Optional.of(reason);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    client.close();
  }
}
