package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedPostgres;
import shop.crm.standalone.embedded.EmbeddedRabbit;

/**
 * Two instances that are restarted with other rules, one after the other, while customers buy: who
 * has to move moves once, whichever instance has whose partition meanwhile.
 */
class RulesIT {

  private static final int CUSTOMERS = 200;
  private static final String OVERVIEW = "/api/v1/analytics/overview";
  private static final String USUAL = "0,1000,5000,15000,50000";

  /** From 500 points on there is silver: for 50 customers more. */
  private static final String OTHERS = "0,500,5000,15000,50000";

  @TempDir private Path directory;
  private EmbeddedKafka kafka;
  private EmbeddedPostgres postgres;
  private EmbeddedRabbit rabbit;
  private Optional<RunningCrm> one = Optional.empty();
  private Optional<RunningCrm> two = Optional.empty();

  @BeforeEach
  void startWhatTheyShare() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
    rabbit = EmbeddedRabbit.start(directory.resolve("rabbit"), 0);
  }

  @AfterEach
  void stop() throws Exception {
    one.ifPresent(RunningCrm::close);
    two.ifPresent(RunningCrm::close);
    rabbit.close();
    postgres.close();
    kafka.close();
  }

  @Test
  void a_rolling_change_moves_everyone_once_an_old_instance_follows_and_rolling_back_works()
      throws Exception {
    one = Optional.of(started("one", USUAL));
    two = Optional.of(started("two", USUAL));
    try (Exchange exchange = Exchange.of(running(one))) {
      for (int i = 0; i < CUSTOMERS; i++) {
        bought(exchange, i);
      }
      awaitSilver(100, 1);
      // An overview may be a commit ahead of what readers of committed records have.
      Eventually.await(() -> moves().size(), it -> it == 100);

      change("one", OTHERS);
      trifles(exchange, "a");
      awaitSilver(150, 2);
      change("two", USUAL);
      trifles(exchange, "b");
      awaitSilver(150, 2);
      assertEquals(List.of(true, false), own());
      String warnings = running(two).get("/status").path("warnings").toString();
      assertTrue(warnings.contains("are not in force: it follows version 2"), warnings);
      assertSameAnswers();
      change("two", OTHERS);
      trifles(exchange, "c");
      awaitSilver(150, 2);
      assertEquals(List.of(true, true), own());
      Eventually.await(() -> movesAfter(100), once("up")::equals);

      change("one", USUAL);
      trifles(exchange, "d");
      awaitSilver(100, 3);
      change("two", OTHERS);
      awaitSilver(100, 3);
      assertEquals(List.of(true, false), own());
      change("two", USUAL);
      awaitSilver(100, 3);
      assertEquals(List.of(true, true), own());
      Eventually.await(() -> movesAfter(150), once("down")::equals);
      assertEquals(0, running(one).command("audit"));
      assertTrue(running(one).metrics().contains("crm_rules_version 3.0"));
    }
  }

  private static RunningCrm running(Optional<RunningCrm> instance) {
    return instance.orElseThrow();
  }

  private RunningCrm started(String name, String thresholds) throws Exception {
    Map<String, String> environment = new HashMap<>(RunningCrm.settings(directory.resolve(name)));
    environment.putAll(RunningCrm.beside(kafka));
    environment.putAll(
        Map.of(
            "DATABASE_URL", postgres.uri().toString(),
            "RABBITMQ_URL", rabbit.uri().toString(),
            "CRM_CLUSTER_SECRET", "the two instances of this test share a secret",
            "CRM_PARTITIONS", "6",
            "CRM_STANDBY_REPLICAS", "1",
            "CRM_INTERNAL_PORT", "0",
            "LOYALTY_TIER_THRESHOLDS", thresholds));
    return RunningCrm.start(environment);
  }

  private void change(String name, String thresholds) throws Exception {
    if (name.equals("one")) {
      running(one).close();
      one = Optional.of(started(name, thresholds));
    } else {
      running(two).close();
      two = Optional.of(started(name, thresholds));
    }
  }

  /** Customer 100 is the first with a thousand points, and 50 with five hundred. */
  private static void bought(Exchange exchange, int customer) throws Exception {
    order(exchange, "o" + customer, customer, (10 * customer + 5) + ".00");
  }

  /** Each brings a record of the customer and no point. */
  private static void trifles(Exchange exchange, String round) throws Exception {
    for (int i = 0; i < CUSTOMERS; i++) {
      order(exchange, "t" + round + i, i, "0.01");
    }
  }

  private static void order(Exchange exchange, String order, int customer, String total)
      throws Exception {
    String body =
        "{\"order_id\":\"%s\",\"customer_id\":\"c%d\",\"total\":\"%s\"}"
            .formatted(order, customer, total);
    exchange.publish("order.created", order + "-created", body);
    exchange.publish("order.completed", order + "-completed", body);
  }

  /** Waits until both say so of all customers, and follow that version. */
  private void awaitSilver(int customers, long version) throws Exception {
    for (RunningCrm each : List.of(running(one), running(two))) {
      Eventually.await(
          () -> each.http().send("GET", OVERVIEW, ""),
          answer ->
              answer.statusCode() == 200
                  && answer.body().contains("\"silver\":" + customers + ",")
                  && answer.body().contains("\"computing\":false"));
      Eventually.await(
          () -> each.get("/status").at("/rules/version").asLong(), it -> it == version);
    }
  }

  private List<Boolean> own() throws Exception {
    return List.of(
        running(one).get("/status").at("/rules/own").asBoolean(),
        running(two).get("/status").at("/rules/own").asBoolean());
  }

  private void assertSameAnswers() throws Exception {
    for (String path : List.of("/customers/c70/loyalty", "/customers/c70", "/analytics/rfm")) {
      JsonNode here = running(one).get("/api/v1" + path);
      JsonNode there = running(two).get("/api/v1" + path);
      for (String field : List.of("tier", "next_tier", "points_to_next_tier", "loyalty_tier")) {
        assertEquals(here.path(field), there.path(field), path);
      }
      assertEquals(here.at("/thresholds/recency_days"), there.at("/thresholds/recency_days"), path);
    }
    assertEquals(
        4_295,
        running(two).get("/api/v1/customers/c70/loyalty").path("points_to_next_tier").asInt());
  }

  private List<JsonNode> moves() throws Exception {
    return KafkaSide.json(kafka.bootstrap(), Topics.TIER_CHANGED);
  }

  /** How each customer moved but for the first moves, in their order. */
  private Map<String, List<String>> movesAfter(int first) throws Exception {
    Map<String, List<String>> all = new TreeMap<>();
    for (JsonNode move : moves()) {
      all.computeIfAbsent(move.path("subject").asText(), _ -> new ArrayList<>())
          .add(move.at("/data/direction").asText());
    }
    Map<String, List<String>> after = new TreeMap<>();
    all.forEach(
        (customer, moved) -> {
          boolean hasFirst = Integer.parseInt(customer.substring(1)) >= 100;
          int skipped = hasFirst || first == 150 ? 1 : 0;
          if (moved.size() > skipped) {
            after.put(customer, moved.subList(skipped, moved.size()));
          }
        });
    return after;
  }

  private static Map<String, List<String>> once(String direction) {
    Map<String, List<String>> moves = new TreeMap<>();
    for (int i = 50; i < 100; i++) {
      moves.put("c" + i, List.of(direction));
    }
    return moves;
  }
}
