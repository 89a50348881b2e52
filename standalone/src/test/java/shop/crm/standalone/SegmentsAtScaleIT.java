package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;
import shop.crm.standalone.Crowd.Buyer;
import shop.crm.standalone.bridges.KafkaSide;

/**
 * Many customers and fifty segments, defined, changed and deleted while the customers come: where
 * everybody is in the end, told over HTTP, is what a naive look at the facts says.
 */
class SegmentsAtScaleIT {

  /** {@code -Dcrm.test.customers=100000} takes a minute longer. */
  private static final int CUSTOMERS = Integer.getInteger("crm.test.customers", 10_000);

  private static final int SEGMENTS = 50;

  /** Whose members are compared one by one, and whose moves are followed. */
  private static final int LOOKED_AT = 5;

  private static final ObjectMapper JSON = RunningCrm.JSON;

  @TempDir private Path directory;
  private final SplittableRandom random = new SplittableRandom(50);
  private final Map<String, List<Clause>> segments = new TreeMap<>();
  private Crowd crowd;

  @Test
  void everybody_is_where_a_naive_look_at_the_facts_puts_them() throws Exception {
    try (RunningCrm crm = RunningCrm.start(RunningCrm.settings(directory.resolve("data")))) {
      crowd = Crowd.of(CUSTOMERS, Instant.now());
      Path profiles = directory.resolve("customers.ndjson");
      crowd.writeProfiles(profiles);
      Map<String, Object> kafka = crm.service().kafkaClient();

      define(crm, 0, 17);
      assertEquals(0, crm.command("import", profiles.toString()));
      crowd.sendOrders(kafka, 0, CUSTOMERS / 2);
      define(crm, 17, 34);
      change(crm, 0, 3);
      replace(crm, 3);
      crowd.sendOrders(kafka, CUSTOMERS / 2, CUSTOMERS);
      // The second takes the place of the first, of which not everybody can have heard.
      change(crm, 17, 20);
      change(crm, 17, 19);
      Eventually.await(
          () -> crm.get("/status").get("tasks").findValuesAsText("lag"),
          lags -> lags.stream().allMatch("0"::equals));
      define(crm, 34, SEGMENTS);
      change(crm, 1, 2);
      replace(crm, 20);

      Eventually.await(Instant::now, crowd.calm()::isBefore);
      Map<String, Set<String>> members = members(Instant.now());
      assertCounts(crm, members);
      assertMembers(crm, members);
      assertChain(crm, members);
      assertEquals(0, crm.command("audit"));
    }
  }

  private void define(RunningCrm crm, int from, int to) throws Exception {
    for (int number = from; number < to; number++) {
      send(crm, 201, "POST", "", "s-" + number);
    }
  }

  private void change(RunningCrm crm, int from, int to) throws Exception {
    for (int number = from; number < to; number++) {
      send(crm, 200, "PUT", "/s-" + number, "s-" + number);
    }
  }

  /** Deletes one and defines another in its place. */
  private void replace(RunningCrm crm, int number) throws Exception {
    new Marketer(crm.http()).delete("s-" + number);
    segments.remove("s-" + number);
    send(crm, 201, "POST", "", "s-" + number + "-anew");
  }

  private void send(RunningCrm crm, int expected, String method, String path, String id)
      throws Exception {
    List<Clause> clauses = new ArrayList<>();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      clauses.add(Clause.some(random, crowd.base()));
    }
    segments.put(id, clauses);
    JsonNode[] conditions = clauses.stream().map(Clause::json).toArray(JsonNode[]::new);
    new Marketer(crm.http()).call(expected, method, path, Marketer.body(id, conditions));
  }

  /** Who belongs to each. */
  private Map<String, Set<String>> members(Instant now) {
    Map<String, Set<String>> members = new TreeMap<>();
    segments.forEach(
        (id, clauses) ->
            members.put(
                id,
                crowd.buyers().stream()
                    .filter(buyer -> clauses.stream().allMatch(one -> one.holds(buyer, now)))
                    .map(Buyer::id)
                    .collect(Collectors.toCollection(TreeSet::new))));
    return members;
  }

  private static void assertCounts(RunningCrm crm, Map<String, Set<String>> members)
      throws Exception {
    Map<String, Long> expected = new TreeMap<>();
    members.forEach((id, in) -> expected.put(id, (long) in.size()));
    Map<String, Long> counts =
        Eventually.await(
            () -> {
              Map<String, Long> shown = new TreeMap<>();
              for (JsonNode one : crm.get(Marketer.SEGMENTS + "?limit=500").get("items")) {
                boolean settled =
                    !one.get("built_in").asBoolean() && !one.get("computing").asBoolean();
                if (settled) {
                  shown.put(one.get("id").asText(), one.get("customer_count").asLong());
                }
              }
              return shown;
            },
            shown -> shown.size() == SEGMENTS);
    assertEquals(expected, counts);
  }

  private static void assertMembers(RunningCrm crm, Map<String, Set<String>> members)
      throws Exception {
    for (String id : lookedAt(members)) {
      String path = Marketer.SEGMENTS + "/" + id + "/customers";
      String table = crm.send("GET", path, "", "Accept", "text/csv").body();
      List<String> listed =
          table.lines().skip(1).map(line -> line.substring(0, line.indexOf(','))).sorted().toList();
      assertEquals(List.copyOf(members.get(id)), listed, id);
    }
  }

  /** Of the segments looked at: nobody enters or leaves twice, and in are who should be. */
  private static void assertChain(RunningCrm crm, Map<String, Set<String>> members)
      throws Exception {
    Map<String, Set<String>> expected = new TreeMap<>(members);
    expected.keySet().retainAll(lookedAt(members));
    Map<String, Set<String>> followed = new TreeMap<>();
    expected.keySet().forEach(id -> followed.put(id, new TreeSet<>()));
    List<ConsumerRecord<byte[], byte[]>> gaps =
        KafkaSide.read(
            crm.service().endpoints().kafka(),
            KafkaSide.Isolation.READ_COMMITTED,
            Topics.SEGMENT_MEMBERSHIP,
            record -> !follows(record, followed),
            _ -> followed.equals(expected));
    assertEquals(
        List.of(),
        gaps.stream().map(gap -> new String(gap.value(), StandardCharsets.UTF_8)).toList());
  }

  private static boolean follows(
      ConsumerRecord<byte[], byte[]> record, Map<String, Set<String>> followed) {
    try {
      JsonNode event = JSON.readTree(record.value());
      Set<String> in = followed.get(event.at("/data/segment_id").asText());
      String customer = event.get("subject").asText();
      return in == null
          || (event.get("type").asText().equals("customer.segment_entered")
              ? in.add(customer)
              : in.remove(customer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Some of middling size, changed ones among them. */
  private static List<String> lookedAt(Map<String, Set<String>> members) {
    return members.keySet().stream()
        .filter(id -> !members.get(id).isEmpty() && members.get(id).size() < CUSTOMERS / 3)
        .limit(LOOKED_AT)
        .toList();
  }
}
