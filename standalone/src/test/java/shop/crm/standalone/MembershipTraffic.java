package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Puts customers of a tenant of its own into a manual segment and takes them out, again and again,
 * through whichever instance is up, and knows what has to be told of each of them.
 */
final class MembershipTraffic implements AutoCloseable {

  static final String TENANT = "moving";

  private static final String SEGMENT = "/api/v1/segments/moving";
  private static final String[] OF_TENANT = {"X-Tenant-ID", TENANT};
  private static final int CUSTOMERS = 24;
  private static final long BETWEEN_NANOS = 20_000_000;

  private final List<UpgradedInstance> instances;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private volatile boolean closing;

  /** How often each customer was moved. */
  private final Map<String, Integer> moves = new TreeMap<>();

  private MembershipTraffic(List<UpgradedInstance> instances) {
    this.instances = instances;
    IntStream.range(0, CUSTOMERS).forEach(number -> moves.put("m-" + number, 0));
  }

  /** Makes the customers, and the segment, which nobody is in. */
  static MembershipTraffic prepare(List<UpgradedInstance> instances) throws Exception {
    MembershipTraffic traffic = new MembershipTraffic(instances);
    CrmHttp http = instances.getFirst().http();
    for (String id : traffic.moves.keySet()) {
      created(http, "/api/v1/customers", "{\"id\":\"%s\"}".formatted(id));
    }
    created(
        http, "/api/v1/segments", "{\"id\":\"moving\",\"name\":\"Moving\",\"type\":\"manual\"}");
    return traffic;
  }

  private static void created(CrmHttp http, String path, String body) throws Exception {
    HttpResponse<String> answer = http.send("POST", path, body, OF_TENANT);
    if (answer.statusCode() != 201) {
      throw new AssertionError(path + ": " + answer.body());
    }
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      for (int round = 0; !closing; round++) {
        String method = round % 2 == 0 ? "PUT" : "DELETE";
        for (String id : moves.keySet()) {
          moveAnywhere(round, method, id);
          moves.merge(id, 1, Integer::sum);
          LockSupport.parkNanos(BETWEEN_NANOS);
        }
      }
    } catch (IOException | RuntimeException e) {
      violations.add("a customer could not be moved: " + e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries the instances in turn, each first in its round, until one has done it. */
  private void moveAnywhere(int round, String method, String id)
      throws IOException, InterruptedException {
    for (int turn = round / 2; !move(instances.get(turn % instances.size()), method, id); turn++) {
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
  }

  /** Whether it was done; it is not while the instance is replaced, or a partition moves. */
  private static boolean move(UpgradedInstance instance, String method, String id)
      throws IOException, InterruptedException {
    Optional<HttpResponse<String>> answer =
        instance.ifUp(method, SEGMENT + "/customers/" + id, OF_TENANT);
    if (answer.isEmpty() || UpgradedInstance.isMoving(answer.get())) {
      return false;
    }
    if (answer.get().statusCode() != 204) {
      throw new IOException(method + " of " + id + ": " + answer.get().body());
    }
    return true;
  }

  /** Ends after a whole round; how many moves there were. */
  int finish() throws InterruptedException {
    closing = true;
    thread.join();
    return moves.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What could not be done. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** What was told otherwise than it was done; by customer, in the order in which it came. */
  List<String> missed(Map<String, List<JsonNode>> told) {
    List<String> missed = new ArrayList<>();
    moves.forEach(
        (id, count) -> {
          List<JsonNode> events = told.getOrDefault(id, List.of());
          if (events.size() != count || !isInOrder(events)) {
            missed.add("%s was moved %d times: %s".formatted(id, count, shortly(events)));
          }
        });
    return missed;
  }

  /** In, out, in, and so on, with numbers that grow. */
  private static boolean isInOrder(List<JsonNode> events) {
    return IntStream.range(0, events.size())
        .allMatch(
            i ->
                type(events.get(i)).equals(i % 2 == 0 ? "segment_entered" : "segment_left")
                    && (i == 0 || number(events.get(i)) > number(events.get(i - 1))));
  }

  private static String type(JsonNode event) {
    return event.path("type").asText().replace("customer.", "");
  }

  /** Which of the customer's changes it is. */
  private static long number(JsonNode event) {
    String id = event.path("id").asText();
    return Long.parseLong(id.substring(id.lastIndexOf(':') + 1));
  }

  private static String shortly(List<JsonNode> events) {
    return events.size()
        + " changes "
        + events.stream().map(event -> number(event) + " " + type(event)).toList();
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }
}
