package shop.crm.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import shop.crm.benchmarks.wire.Caller;

/**
 * One tenant who asks as fast as it is answered, over many connections, and heeds no refusal. It
 * goes on until it is closed.
 */
public final class Flood implements AutoCloseable {

  private static final String PREVIEW =
      "{\"conditions\":[{\"field\":\"tags\",\"operator\":\"exists\"}]}";

  private final URI server;
  private final String tenant;
  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
  private final AtomicInteger previews = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient feeds =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile boolean ended;

  /** Nothing is asked yet. */
  public Flood(URI server, String tenant) {
    this.server = server;
    this.tenant = tenant;
  }

  /** What one of its connections asks for, time and again. */
  private interface Asking {
    int ask(Caller caller) throws IOException;
  }

  /** Reads of any of some paths, over so many connections. */
  public void read(List<String> paths, int connections) {
    SplittableRandom random = new SplittableRandom(connections);
    for (int i = 0; i < connections; i++) {
      SplittableRandom own = random.split();
      start(caller -> caller.get(paths.get(own.nextInt(paths.size()))).status());
    }
  }

  /** So many reads a second of any of some paths, evenly over so many connections: no flood. */
  public void readSteadily(List<String> paths, int connections, int perSecond) {
    long period = TimeUnit.SECONDS.toNanos(connections) / perSecond;
    SplittableRandom random = new SplittableRandom(connections);
    for (int i = 0; i < connections; i++) {
      SplittableRandom own = random.split();
      AtomicLong due = new AtomicLong(System.nanoTime() + own.nextLong(period));
      start(
          caller -> {
            pause(due.getAndAdd(period) - System.nanoTime());
            return caller.get(paths.get(own.nextInt(paths.size()))).status();
          });
    }
  }

  private static void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Exports of all customers, over so many connections. */
  public void export(int connections) {
    for (int i = 0; i < connections; i++) {
      start(caller -> caller.get("/api/v1/customers:export").status());
    }
  }

  /** Previews of a segment, over so many connections. */
  public void preview(int connections) {
    for (int i = 0; i < connections; i++) {
      start(
          caller -> {
            String key = "flood-" + tenant + "-" + previews.incrementAndGet();
            return caller.post("/api/v1/segments/preview", key, PREVIEW).status();
          });
    }
  }

  /** Readers of the feed, who take what comes; each that is refused asks again. */
  public void readFeed(int readers) {
    URI changes = server.resolve("/api/v1/changes");
    HttpRequest request = HttpRequest.newBuilder(changes).header("X-Tenant-ID", tenant).build();
    for (int i = 0; i < readers; i++) {
      start(
          _ -> {
            try {
              return feeds.send(request, BodyHandlers.discarding()).statusCode();
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
              return 0;
            }
          });
    }
  }

  private void start(Asking asking) {
    var _ = threads.submit(() -> goOn(asking));
  }

  private void goOn(Asking asking) {
    try (Caller caller = new Caller(server, tenant)) {
      while (!ended) {
        count(asking, caller);
      }
    } catch (IOException _) {
      count(0);
    }
  }

  private void count(Asking asking, Caller caller) {
    try {
      count(asking.ask(caller));
    } catch (IOException _) {
      count(0);
    }
  }

  private void count(int status) {
    answers.computeIfAbsent(status, _ -> new LongAdder()).increment();
  }

  /** How often each status was answered; under 0 what was not answered. */
  public Map<Integer, Long> answers() {
    Map<Integer, Long> counted = new TreeMap<>();
    answers.forEach((status, count) -> counted.put(status, count.sum()));
    return counted;
  }

  @Override
  public void close() {
    ended = true;
    feeds.shutdownNow();
    threads.shutdownNow();
    threads.close();
  }
}
