package shop.crm.benchmarks.faults.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.cluster.Instance;
import shop.crm.benchmarks.faults.watch.Seen.Version;
import shop.crm.benchmarks.load.Pace;
import shop.crm.benchmarks.load.Threads;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;

/**
 * GETs of customers, of every instance that lives, all the time. What is cut by the fault itself, a
 * kill or a freeze, tells nothing; what was asked before an orderly stop has to be answered.
 */
public final class GetWatch implements AutoCloseable {

  /** How far behind an answer may be that counts as current. */
  private static final Duration CURRENT = Duration.ofSeconds(5);

  private static final Duration ENDING = Duration.ofSeconds(5);
  private static final int READERS = 8;
  private static final int PER_SECOND = 5;
  private static final int MOST_INSTANCES = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  private final String tenant;
  private final List<String> customers;
  private final Confirmed confirmed;
  private final Faults faults;
  private final Seen seen = new Seen();
  private final AtomicReference<Window> window = new AtomicReference<>(new Window());
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closing;

  /**
   * Begins to ask.
   *
   * @param customers who exist
   * @param confirmed which orders they must have
   * @param faults to which is added what must never be seen
   */
  public GetWatch(
      Cluster cluster, String tenant, List<String> customers, Confirmed confirmed, Faults faults) {
    this.cluster = cluster;
    this.tenant = tenant;
    this.customers = List.copyOf(customers);
    this.confirmed = confirmed;
    this.faults = faults;
    for (int number = 0; number < MOST_INSTANCES * READERS; number++) {
      int reader = number;
      threads.add(Thread.ofVirtual().name("get-" + reader).start(() -> run(reader)));
    }
  }

  /** What is counted from now on. */
  public Window begin() {
    Window next = new Window();
    window.set(next);
    return next;
  }

  private void run(int reader) {
    SplittableRandom random = new SplittableRandom(reader);
    Pace pace = new Pace(PER_SECOND, (double) reader / (MOST_INSTANCES * READERS));
    Optional<Instance> asked = Optional.empty();
    Optional<Caller> caller = Optional.empty();
    try {
      while (!closing) {
        pace.next();
        Optional<Instance> instance = instance(reader % MOST_INSTANCES);
        if (instance.isPresent()) {
          if (!instance.equals(asked)) {
            close(caller);
            caller = instance.map(it -> new Caller(it.http(), tenant));
            asked = instance;
          }
          get(instance.get(), caller.orElseThrow(), random);
        }
        pace.skip();
      }
      close(caller);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      faults.add("a reader cannot go on: " + e, Thread.currentThread().getName());
    }
  }

  private static void close(Optional<Caller> caller) throws IOException {
    if (caller.isPresent()) {
      caller.get().close();
    }
  }

  private Optional<Instance> instance(int number) {
    List<Instance> all = cluster.instances();
    return number < all.size() && all.get(number).living()
        ? Optional.of(all.get(number))
        : Optional.empty();
  }

  private void get(Instance instance, Caller caller, SplittableRandom random) {
    String customer = customers.get(random.nextInt(customers.size()));
    long cuts = instance.cuts();
    Version before = seen.of(customer);
    long start = System.nanoTime();
    Optional<Answer> answer;
    String failure = "";
    try {
      answer = Optional.of(caller.get("/api/v1/customers/" + customer));
    } catch (IOException e) {
      answer = Optional.empty();
      failure = e.toString();
    }
    if (instance.cuts() != cuts) {
      return;
    }
    long nanos = System.nanoTime() - start;
    Outcome outcome = answer.map(Outcome::of).orElse(Outcome.OTHER);
    Window current = window.get();
    boolean isCurrent = false;
    if (outcome == Outcome.FRESH || outcome == Outcome.STALE) {
      isCurrent = judge(instance + " of " + customer, customer, answer.orElseThrow(), before);
    } else if (outcome == Outcome.OTHER) {
      String what = answer.map(it -> "GET answered " + it.status()).orElse("GET not answered");
      faults.add(what, instance + " at " + Instant.now() + " " + failure);
    }
    current.add(instance.toString(), outcome, isCurrent, nanos);
  }

  /** Whether it is fresh and of now; what is wrong with it is noted. */
  private boolean judge(String where, String customer, Answer answer, Version before) {
    Instant now = Instant.now();
    Version version;
    try {
      JsonNode body = JSON.readTree(answer.body());
      Instant asOf = Instant.parse(answer.header("X-As-Of").orElse("none"));
      version = new Version(body.path("total_orders").asLong(), asOf);
    } catch (IOException | DateTimeParseException e) {
      faults.add("an answer that cannot be read", where + " at " + now + ": " + e);
      return false;
    }
    boolean stale = Outcome.of(answer) == Outcome.STALE;
    if (!stale && version.lacks(before)) {
      window.get().stepBack();
      faults.add(
          "fewer orders than before without X-Stale",
          "%s at %s: %d after %d".formatted(where, now, version.orders(), before.orders()));
    } else if (!stale && version.isEarlier(before)) {
      window.get().earlier();
      faults.add(
          "an earlier X-As-Of than before without X-Stale",
          "%s at %s: %s after %s".formatted(where, now, version.asOf(), before.asOf()));
    }
    int must = confirmed.until(customer, version.asOf());
    if (version.orders() < must) {
      faults.add(
          "X-As-Of in front of what is answered",
          "%s at %s%s: %d orders, %d were there at %s"
              .formatted(
                  where, now, stale ? ", stale" : "", version.orders(), must, version.asOf()));
    }
    seen.add(customer, version);
    return !stale && version.asOf().isAfter(now.minus(CURRENT));
  }

  @Override
  public void close() {
    closing = true;
    Threads.end(threads, ENDING);
  }
}
