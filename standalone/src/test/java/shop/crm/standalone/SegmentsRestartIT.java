package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static shop.crm.standalone.Marketer.leaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.embedded.EmbeddedKafka;

/** Segments and who is in them outlive the process, however it ends. */
class SegmentsRestartIT {

  private static final int CUSTOMERS = 20_000;

  @TempDir private Path directory;
  private Map<String, String> settings;

  @BeforeEach
  void prepare() {
    settings = RunningCrm.settings(directory.resolve("data"));
  }

  @Test
  void a_stop_keeps_members_of_every_kind_and_what_the_clock_has_to_do() throws Exception {
    List<JsonNode> before;
    Instant due;
    try (RunningCrm crm = RunningCrm.start(settings);
        Exchange exchange = Exchange.of(crm)) {
      Marketer marketer = new Marketer(crm.http());
      marketer.defineManual("hand");
      marketer.define("rich", leaf("total_spent", "gte", 1));
      marketer.define("quiet", leaf("last_order_date", "lt", "-1h"));
      marketer.define("fresh", leaf("last_order_date", "gte", "-1h"));
      due = Instant.now().plusSeconds(20).truncatedTo(ChronoUnit.MILLIS);
      exchange.publish(
          "order.created",
          "o-ann",
          "{\"order_id\":\"o\",\"customer_id\":\"ann\",\"total\":\"5\",\"occurred_at\":\"%s\"}"
              .formatted(due.minus(1, ChronoUnit.HOURS)));
      marketer.awaitMembers("rich", "ann");
      Eventually.await(() -> crm.status(RunningCrm.CUSTOMERS + "/ann"), code -> code == 200);
      marketer.put("hand", "ann");
      new Moves(crm, exchange).await("ann", "hand", "entered manual");
      before = segments(crm, "hand", "rich");
    }
    try (RunningCrm crm = RunningCrm.start(settings)) {
      Marketer marketer = new Marketer(crm.http());
      assertEquals(before, segments(crm, "hand", "rich"));
      marketer.awaitMembers("hand", "ann");
      marketer.awaitMembers("rich", "ann");
      marketer.awaitMembers("quiet", "ann");
      marketer.awaitMembers("fresh");

      // In what order depends on whether it was due before the stop, which a slow machine decides.
      assertEquals(
          List.of("fresh in", "fresh out", "hand in", "quiet in", "rich in"),
          moves(crm.service().endpoints().kafka()).get("ann").stream().sorted().toList());
      assertEquals(0, crm.command("audit"));
    }
  }

  private static List<JsonNode> segments(RunningCrm crm, String... ids) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    for (String id : ids) {
      all.add(crm.get(Marketer.SEGMENTS + "/" + id));
    }
    return all;
  }

  @Test
  void an_edit_under_way_when_the_process_is_killed_reaches_everybody_once() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      settings.putAll(RunningCrm.beside(kafka));
      killAmidAnEdit();
    }
  }

  private void killAmidAnEdit() throws Exception {
    Instant killed;
    try (CrmProcess crm = CrmProcess.start(settings)) {
      Marketer marketer = new Marketer(new CrmHttp(crm.endpoints().http()));
      bringCustomers(crm.endpoints().http());
      marketer.define("some", leaf("tags", "in", List.of("t0", "t1")));
      marketer.call(
          200,
          "PUT",
          "/some",
          Marketer.body("some", leaf("tags", "in", List.of("t1", "t2", "t3"))));
      Eventually.await(
          () -> marketer.crm().get(Marketer.SEGMENTS + "/some"),
          segment -> segment.get("progress").asDouble() > 0);
      crm.kill();
      killed = Instant.now();
    }
    try (CrmProcess crm = CrmProcess.start(settings)) {
      Marketer marketer = new Marketer(new CrmHttp(crm.endpoints().http()));

      assertEquals(CUSTOMERS * 3 / 4, marketer.settled("some").get("customer_count").asInt());

      Map<String, List<String>> expected = new TreeMap<>();
      for (int number = 0; number < CUSTOMERS; number++) {
        expected.put(
            "c-" + number, number % 4 == 0 ? List.of("some in", "some out") : List.of("some in"));
      }
      assertEquals(expected, moves(crm.endpoints().kafka()));
      // The whole edit takes a few ticks: a fast machine may be through before the kill.
      assumeTrue(
          changes(crm.endpoints().kafka()).stream()
              .map(change -> Instant.parse(change.at("/data/changed_at").asText()))
              .anyMatch(killed::isBefore),
          "the edit was through before the process was killed");
    }
  }

  /** Customers with the tags t0 to t3 in turn, whom the stream knows. */
  private void bringCustomers(URI service) throws Exception {
    Path file = directory.resolve("customers.ndjson");
    Files.write(
        file,
        IntStream.range(0, CUSTOMERS)
            .mapToObj(
                number -> "{\"id\":\"c-%d\",\"tags\":[\"t%d\"]}".formatted(number, number % 4))
            .toList());
    int code =
        Crm.commandLine(settings).execute("import", "--url", service.toString(), file.toString());
    assertEquals(0, code);
    Eventually.await(
        () -> new CrmHttp(service).get("/api/v1/analytics/overview"),
        overview -> overview.get("customers").asInt() == CUSTOMERS);
  }

  /** The moves of each customer, as they were published. */
  private static Map<String, List<String>> moves(String kafka) throws Exception {
    Map<String, List<String>> moves = new TreeMap<>();
    for (JsonNode change : changes(kafka)) {
      boolean entered = change.get("type").asText().equals("customer.segment_entered");
      moves
          .computeIfAbsent(change.get("subject").asText(), absent -> new ArrayList<>())
          .add(change.at("/data/segment_id").asText() + (entered ? " in" : " out"));
    }
    return moves;
  }

  private static List<JsonNode> changes(String kafka) throws Exception {
    return KafkaSide.json(kafka, Topics.SEGMENT_MEMBERSHIP);
  }
}
