package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.standalone.Marketer.leaf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments that users define by the whole service: HTTP and AMQP in, HTTP, AMQP and Kafka out. */
class SegmentsIT {

  /** So long after an order the clock will move its customer: time enough to take it in. */
  private static final Duration AHEAD = Duration.ofSeconds(8);

  /** What a busy machine may take over the second that the clock has. */
  private static final Duration AT_MOST = Duration.ofSeconds(5);

  private static final List<String> NAMES =
      List.of("adam", "anna", "bob", "cat", "dan", "dee", "dot", "fay", "finn", "gus", "gil");

  @TempDir private static Path data;
  private static RunningCrm crm;
  private static Exchange exchange;
  private static Marketer marketer;
  private static Moves moves;

  @BeforeAll
  static void start() throws Exception {
    crm = RunningCrm.start(RunningCrm.settings(data));
    exchange = Exchange.of(crm);
    marketer = new Marketer(crm.http());
    moves = new Moves(crm, exchange);
  }

  @AfterAll
  static void stop() throws Exception {
    exchange.close();
    crm.close();
  }

  @Test
  void a_definition_takes_in_who_is_there_and_who_comes_later() throws Exception {
    order("adam", "o-adam", "600.00");
    exchange.awaited("customer.segment_changed", "adam");

    marketer.define("a-rich", named("a"), leaf("total_spent", "gte", 500));

    marketer.awaitMembers("a-rich", "adam");
    moves.awaitWithActivity("adam", "a-rich", "entered definition");
    order("anna", "o-anna", "700.00");
    List<JsonNode> anna = moves.awaitWithActivity("anna", "a-rich", "entered order");
    marketer.awaitMembers("a-rich", "adam", "anna");
    assertEquals(
        RunningCrm.JSON.readTree(
            """
            {"segment_id":"a-rich","segment_name":"The a-rich","cause":"order","changed_at":"%s"}"""
                .formatted(anna.getFirst().get("time").asText())),
        anna.getFirst().get("data"));
    assertTrue(segmentsOf("anna").contains("a-rich"));
  }

  @Test
  void an_order_brings_a_customer_in_and_a_refund_out_each_once_however_often_it_is_told()
      throws Exception {
    marketer.define("b-rich", named("b"), leaf("total_spent", "gte", 1_000));

    for (int time = 1; time <= 2; time++) {
      order("bob", "o-bob", "1200.00");
      moves.awaitWithActivity("bob", "b-rich", "entered order");
    }
    String refund =
        "{\"order_id\":\"o-bob\",\"customer_id\":\"bob\",\"refund_id\":\"r-1\",\"amount\":\"300.00\"}";
    for (int time = 1; time <= 2; time++) {
      exchange.publish("order.refunded", "r-bob", refund);
      moves.awaitWithActivity("bob", "b-rich", "entered order", "left order");
    }
    order("bob", "o-bob-2", "100.00");

    moves.awaitWithActivity("bob", "b-rich", "entered order", "left order", "entered order");
    marketer.awaitMembers("b-rich", "bob");
  }

  @Test
  void another_profile_and_points_move_a_customer() throws Exception {
    marketer.define("c-tea", named("c"), leaf("tags", "eq", "tea"));
    marketer.define("c-gold", named("c"), leaf("loyalty_tier", "eq", "gold"));
    create("cat");

    customer(200, "PATCH", "/cat", "{\"tags\":[\"milk\",\"tea\"]}");
    moves.awaitWithActivity("cat", "c-tea", "entered profile");
    customer(200, "PATCH", "/cat", "{\"tags\":[\"milk\"]}");
    moves.awaitWithActivity("cat", "c-tea", "entered profile", "left profile");
    points("cat", "adjust", 5_000);
    moves.awaitWithActivity("cat", "c-gold", "entered loyalty");
    points("cat", "redeem", 4_000);
    points("cat", "adjust", 10_000);

    moves.awaitWithActivity("cat", "c-gold", "entered loyalty", "left loyalty");
    marketer.awaitMembers("c-tea");
    marketer.awaitMembers("c-gold");
  }

  @Test
  void an_edit_publishes_the_difference_and_a_deletion_lets_all_members_go() throws Exception {
    order("dan", "o-dan", "100.00");
    order("dee", "o-dee", "200.00");
    order("dot", "o-dot", "300.00");
    exchange.awaited("customer.segment_changed", "dot");

    marketer.define("d-some", named("d"), leaf("total_spent", "gte", 150));
    marketer.awaitMembers("d-some", "dee", "dot");
    marketer.edit("d-some", named("d"), leaf("total_spent", "between", List.of(50, 250)));
    marketer.awaitMembers("d-some", "dan", "dee");
    moves.awaitWithActivity("dan", "d-some", "entered definition");
    moves.awaitWithActivity("dee", "d-some", "entered definition");
    moves.awaitWithActivity("dot", "d-some", "entered definition", "left definition");

    marketer.delete("d-some");
    assertEquals(404, crm.status(Marketer.SEGMENTS + "/d-some"));
    moves.awaitWithActivity("dan", "d-some", "entered definition", "left definition");
    moves.awaitWithActivity("dee", "d-some", "entered definition", "left definition");
    // A new one of the same id, which is not the old one.
    marketer.define("d-some", named("d"), leaf("total_spent", "lte", 150));
    moves.awaitWithActivity(
        "dan", "d-some", "entered definition", "left definition", "entered definition");
    moves.await("dot", "d-some", "entered definition", "left definition");
    marketer.awaitMembers("d-some", "dan");
  }

  @Test
  void customers_are_put_into_a_manual_segment_one_by_one_or_many_and_taken_out() throws Exception {
    marketer.defineManual("e-hand");
    for (String id : List.of("eva", "eli", "emma")) {
      create(id);
    }

    marketer.put("e-hand", "eva");
    JsonNode added =
        marketer.call(
            200,
            "POST",
            "/e-hand/customers",
            "{\"customer_ids\":[\"eva\",\"eli\",\"emma\",\"e-nobody\"]}");
    assertEquals(
        RunningCrm.JSON.readTree("{\"added\":2,\"already_members\":1,\"unknown\":[\"e-nobody\"]}"),
        added);
    marketer.awaitMembers("e-hand", "eli", "emma", "eva");
    marketer.take("e-hand", "eli");

    marketer.awaitMembers("e-hand", "emma", "eva");
    moves.awaitWithActivity("eva", "e-hand", "entered manual");
    moves.awaitWithActivity("emma", "e-hand", "entered manual");
    moves.awaitWithActivity("eli", "e-hand", "entered manual", "left manual");
    marketer.delete("e-hand");
    moves.awaitWithActivity("eva", "e-hand", "entered manual", "left definition");
  }

  @Test
  void the_clock_alone_moves_customers_in_and_out() throws Exception {
    marketer.define("f-fresh", named("f"), leaf("orders_in_last_days:1", "gte", 1));
    marketer.define("f-quiet", named("f"), leaf("last_order_date", "lt", "-1h"));

    Instant leaving = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
    orderAt("fay", leaving.minus(1, ChronoUnit.DAYS));
    Instant entering = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
    orderAt("finn", entering.minus(1, ChronoUnit.HOURS));

    assertMovedAt(leaving, moves.awaitWithActivity("fay", "f-fresh", "entered order", "left time"));
    assertMovedAt(entering, moves.awaitWithActivity("finn", "f-quiet", "entered time"));
    moves.awaitWithActivity("finn", "f-fresh", "entered order");
    // Fay was quiet from the start; Finn's order is fresh for a day.
    marketer.awaitMembers("f-quiet", "fay", "finn");
    marketer.awaitMembers("f-fresh", "finn");
  }

  private static void assertMovedAt(Instant instant, List<JsonNode> moved) {
    Instant at = Instant.parse(moved.getLast().at("/data/changed_at").asText());
    assertTrue(
        !at.isBefore(instant) && at.isBefore(instant.plus(AT_MOST)),
        () -> "moved at " + at + ", due at " + instant);
  }

  @Test
  void an_erased_member_leaves_every_segment() throws Exception {
    marketer.defineManual("g-hand");
    marketer.define("g-rich", named("g"), leaf("total_spent", "gte", 1));
    order("gus", "o-gus", "10.00");
    order("gil", "o-gil", "10.00");
    for (String id : List.of("gus", "gil")) {
      Eventually.await(() -> crm.status(RunningCrm.CUSTOMERS + "/" + id), code -> code == 200);
      marketer.put("g-hand", id);
      moves.await(id, "g-hand", "entered manual");
    }

    customer(204, "DELETE", "/gus", "");

    moves.await("gus", "g-hand", "entered manual", "left erasure");
    moves.await("gus", "g-rich", "entered order", "left erasure");
    marketer.awaitMembers("g-hand", "gil");
    marketer.awaitMembers("g-rich", "gil");
    moves.awaitWithActivity("gil", "g-hand", "entered manual");
    assertEquals(0, crm.command("audit"));
  }

  /** Of the customers only those of one test: their names begin alike. */
  private static ObjectNode named(String initial) {
    return leaf("id", "in", NAMES.stream().filter(name -> name.startsWith(initial)).toList());
  }

  private static void order(String customer, String id, String total) throws Exception {
    exchange.publish(
        "order.created",
        id,
        "{\"order_id\":\"%s\",\"customer_id\":\"%s\",\"total\":\"%s\"}"
            .formatted(id, customer, total));
  }

  private static void orderAt(String customer, Instant at) throws Exception {
    exchange.publish(
        "order.created",
        "o-" + customer,
        "{\"order_id\":\"o-%s\",\"customer_id\":\"%s\",\"total\":\"5.00\",\"occurred_at\":\"%s\"}"
            .formatted(customer, customer, at));
  }

  private static void create(String id) throws Exception {
    customer(201, "POST", "", "{\"id\":\"%s\"}".formatted(id));
  }

  private static void points(String id, String type, int points) throws Exception {
    customer(
        201,
        "POST",
        "/" + id + "/loyalty/entries",
        "{\"type\":\"%s\",\"points\":%d,\"reason\":\"A game\"}".formatted(type, points));
  }

  private static void customer(int expected, String method, String path, String body)
      throws Exception {
    var answer = crm.send(method, RunningCrm.CUSTOMERS + path, body);
    assertEquals(expected, answer.statusCode(), answer.body());
  }

  private static List<String> segmentsOf(String customer) throws Exception {
    return crm.get(RunningCrm.CUSTOMERS + "/" + customer + "/segments").findValuesAsText("id");
  }
}
