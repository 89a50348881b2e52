package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Reads a tenant's live feed from instances that are stopped and started again: where one goes away
 * it comes again to the next of its list, or to the same, with the id that it has had last.
 */
final class FeedFollower implements AutoCloseable {

  private static final long BETWEEN_TRIES_MILLIS = 200;
  private static final int UNAVAILABLE = 503;

  private final String name;
  private final List<UpgradedInstance> instances;
  private final FeedReader reader;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile int connected;

  private FeedFollower(String name, List<UpgradedInstance> instances, FeedReader reader) {
    this.name = name;
    this.instances = instances;
    this.reader = reader;
    thread = Thread.ofPlatform().daemon().unstarted(this::run);
  }

  /** Follows all changes of a tenant from now on, from the first of the instances. */
  static FeedFollower start(String name, String tenant, List<UpgradedInstance> instances)
      throws Exception {
    FeedReader reader = new FeedReader("", "X-Tenant-ID", tenant);
    reader.connect(instances.getFirst().http());
    FeedFollower follower = new FeedFollower(name, instances, reader);
    follower.connected = 1;
    follower.thread.start();
    return follower;
  }

  private void run() {
    try {
      reader.awaitEnd();
      for (int next = 1; !closing; next++) {
        comeAgain(instances.get(next % instances.size()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      violations.add(name + " cannot follow changes: " + e);
    }
  }

  private void comeAgain(UpgradedInstance instance) throws Exception {
    try {
      int status = reader.tryConnect(instance.http());
      if (status == 200) {
        connected++;
        reader.awaitEnd();
      } else if (status != UNAVAILABLE) {
        violations.add(name + " came again to the changes and was told " + status);
      }
    } catch (IOException _) {
      // Nobody listens there while the instance is replaced.
    }
    Thread.sleep(BETWEEN_TRIES_MILLIS);
  }

  String name() {
    return name;
  }

  /** How often it was let in. */
  int connected() {
    return connected;
  }

  /** How many changes came. */
  int count() {
    return reader.events().size();
  }

  /** The changes of each customer, in the order in which they came. */
  Map<String, List<JsonNode>> byCustomer() {
    Map<String, List<JsonNode>> all = new TreeMap<>();
    reader
        .events()
        .forEach(
            event ->
                all.computeIfAbsent(event.path("subject").asText(), _ -> new ArrayList<>())
                    .add(event));
    return all;
  }

  /** What it was told that it must not be told. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void close() throws IOException {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
      reader.hangUp();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
