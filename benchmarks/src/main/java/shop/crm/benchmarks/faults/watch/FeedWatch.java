package shop.crm.benchmarks.faults.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.cluster.Instance;
import shop.crm.benchmarks.load.Threads;

/**
 * Follows the live feed of a tenant; where an instance goes away it comes again to another, with
 * the id that it had last.
 */
public final class FeedWatch implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than the time between two heart-beats. */
  private static final int SILENCE_MILLIS = 20_000;

  private static final int CONNECTING_MILLIS = 2_000;
  private static final long BETWEEN_TRIES_MILLIS = 200;

  private final Cluster cluster;
  private final String tenant;
  private final Faults faults;
  private final Set<String> ids = new HashSet<>();
  private final Thread thread;
  private String last = "";
  private int visits;
  private volatile boolean closing;

  /** Begins to follow. */
  public FeedWatch(Cluster cluster, String tenant, Faults faults) {
    this.cluster = cluster;
    this.tenant = tenant;
    this.faults = faults;
    thread = Thread.ofVirtual().name("feed").start(this::run);
  }

  private void run() {
    try {
      for (int turn = 0; !closing; turn++) {
        List<Instance> living = cluster.living();
        if (!living.isEmpty()) {
          follow(living.get(turn % living.size()).http());
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      faults.add("the reader of the feed cannot go on: " + e, "feed");
    }
  }

  private void follow(URI instance) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) instance.resolve("/api/v1/changes").toURL().openConnection();
      connection.setConnectTimeout(CONNECTING_MILLIS);
      connection.setReadTimeout(SILENCE_MILLIS);
      connection.setRequestProperty("X-Tenant-ID", tenant);
      String from = last();
      if (!from.isEmpty()) {
        connection.setRequestProperty("Last-Event-ID", from);
      }
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        visits++;
        read(connection);
      } else if (status != HttpURLConnection.HTTP_UNAVAILABLE) {
        faults.add("the feed answered " + status, instance.toString());
      }
      connection.disconnect();
    } catch (IOException _) {
      // It was stopped, killed or frozen: another one goes on.
    }
  }

  private void read(HttpURLConnection connection) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      String id = "";
      String data = "";
      for (String line = lines.readLine(); line != null && !closing; line = lines.readLine()) {
        if (line.isEmpty()) {
          take(id, data);
          data = "";
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        }
      }
    }
  }

  private synchronized String last() {
    return last;
  }

  private synchronized void take(String id, String data) throws IOException {
    last = id;
    if (data.isEmpty()) {
      return;
    }
    JsonNode event = JSON.readTree(data);
    String key =
        event.path("type").asText().replaceAll("entered|left", "") + event.path("id").asText();
    if (!ids.add(key)) {
      faults.add("the feed told a change twice", key);
    }
  }

  /** How often it has come to an instance. */
  public int visits() {
    return visits;
  }

  /** How many changes it has been told. */
  public synchronized int count() {
    return ids.size();
  }

  /** What the topics have of the types that the feed tells, and it was not told. */
  public synchronized Set<String> missed(ChangeChains chains) {
    Set<String> missed = new HashSet<>(chains.ids());
    missed.removeIf(id -> !id.matches("customer\\.(segment_|tier_).*"));
    missed.removeAll(ids);
    return missed;
  }

  @Override
  public void close() {
    closing = true;
    Threads.end(List.of(thread), Duration.ZERO);
  }
}
