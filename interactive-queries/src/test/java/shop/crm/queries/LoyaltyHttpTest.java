package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.order.OrderState;

/** Anna has earned 1,000 points with her orders. */
class LoyaltyHttpTest {

  private static final String LOYALTY = ApiPaths.CUSTOMERS + "/anna/loyalty";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.orders.put(Shop.ANNA, List.of(Shop.completed()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply enter(String body) {
    return server.json("POST", LOYALTY + "/entries", body);
  }

  private Reply adjust(long points) {
    return enter("{\"type\": \"adjust\", \"points\": " + points + ", \"reason\": \"gift\"}");
  }

  private Reply redeem(long points) {
    return enter("{\"type\": \"redeem\", \"points\": " + points + "}");
  }

  /** The same without the ids of entries, which nobody can foresee. */
  private static ObjectNode withoutIds(Reply reply) {
    ObjectNode json = (ObjectNode) reply.json();
    if (json.at("/entry") instanceof ObjectNode entry) {
      entry.remove("id");
    }
    json.at("/ledger/items")
        .forEach(
            line -> {
              if (!line.has("order_id")) {
                ((ObjectNode) line).remove("id");
              }
            });
    return json;
  }

  /** More than stand in the order's own row. */
  @Test
  void every_refund_of_an_order_is_in_the_ledger() {
    OrderState order = Shop.completed();
    List<OrderState.Refund> refunds =
        IntStream.range(10, 40)
            .mapToObj(
                i ->
                    new OrderState.Refund(
                        "e" + i, Shop.FEB.plusSeconds(i), "r" + i, Shop.money("1.00")))
            .toList();
    server.state.orders.put(
        Shop.ANNA, List.of(order.withRefunds(refunds, OrderState.FurtherRefunds.NONE)));

    JsonNode ledger = server.get(LOYALTY + "?limit=500").json().get("ledger").get("items");
    JsonNode exported = server.get(ApiPaths.CUSTOMERS + "/anna/export").json().get("ledger");

    long sum = 0;
    for (JsonNode line : ledger) {
      sum += line.get("points").asLong();
    }
    assertEquals(1_100 - 30, sum);
    assertEquals(31, ledger.size());
    assertEquals(ledger, exported);
  }

  @Test
  void more_points_than_json_numbers_hold_exactly_are_refused() {
    server.state.customers.put(
        Shop.ANNA, Shop.anna().withLoyalty(new Loyalty(Loyalty.MAX_POINTS - 1, 0, 0, "gold")));

    assertEquals(
        "422 /points would make more than 9007199254740991 points",
        adjust(2).status() + " " + adjust(2).errors().getFirst());
    assertEquals(201, adjust(1).status());
  }

  @Test
  void an_entry_is_answered_with_the_balance_that_it_leaves() {
    Reply adjusted = adjust(250);
    Reply redeemed = redeem(1_100);

    assertEquals(
        TestServer.json(
            """
            {"entry": {"type": "adjust", "points": 250, "reason": "gift",
               "at": "2026-03-01T12:00:01Z"},
             "balance": 1250, "tier": "silver", "tier_points": 1250}
            """),
        withoutIds(adjusted));
    assertEquals(
        TestServer.json(
            """
            {"entry": {"type": "redeem", "points": -1100, "at": "2026-03-01T12:00:01Z"},
             "balance": 150, "tier": "silver", "tier_points": 1250}
            """),
        withoutIds(redeemed));
    assertEquals("201 201", adjusted.status() + " " + redeemed.status());
    assertEquals(150, server.get("/api/v1/customers/anna").json().get("loyalty_points").asInt());
  }

  @Test
  void the_ledger_has_what_orders_earned_and_lost_between_what_was_entered() {
    adjust(4_000);
    server.later(Duration.ofMinutes(1));
    redeem(500);

    assertEquals(
        TestServer.json(
            """
            {"customer_id": "anna", "balance": 4500, "tier": "gold", "tier_points": 5000,
             "next_tier": null, "points_to_next_tier": null, "ledger": {"items": [
               {"type": "redeem", "points": -500, "at": "2026-03-01T12:01:01Z"},
               {"type": "adjust", "points": 4000, "reason": "gift",
                "at": "2026-03-01T12:00:01Z"},
               {"id": "refund:o-1/r-1", "type": "refund", "points": -100, "order_id": "o-1",
                "refund_id": "r-1", "at": "2026-01-10T12:00:00Z"},
               {"id": "earn:o-1", "type": "earn", "points": 1100, "order_id": "o-1",
                "at": "2026-01-10T11:00:00Z"}], "next_cursor": null}}
            """),
        withoutIds(server.get(LOYALTY)));
  }

  @Test
  void pages_of_the_ledger_neither_repeat_nor_skip_while_points_are_entered() {
    for (int i = 1; i <= 5; i++) {
      adjust(i);
    }
    List<Integer> points = new ArrayList<>();
    String cursor = "";
    do {
      var ledger = server.get(LOYALTY + "?limit=2" + cursor).json().get("ledger");
      ledger.get("items").forEach(line -> points.add(line.get("points").asInt()));
      String next = ledger.get("next_cursor").textValue();
      cursor = next == null ? "" : "&cursor=" + next;
      server.later(Duration.ofMinutes(1));
      adjust(1_000);
    } while (!cursor.isEmpty());

    assertEquals(List.of(-100, 1_100), points.subList(5, 7));
    assertEquals(List.of(1, 2, 3, 4, 5), points.subList(0, 5).stream().sorted().toList());
    assertEquals(7, points.size());
  }

  @Test
  void a_customer_without_points_is_on_the_first_step() {
    server.create("{\"id\": \"bob\"}");

    assertEquals(
        TestServer.json(
            """
            {"customer_id": "bob", "balance": 0, "tier": "bronze", "tier_points": 0,
             "next_tier": "silver", "points_to_next_tier": 1000,
             "ledger": {"items": [], "next_cursor": null}}
            """),
        server.get("/api/v1/customers/bob/loyalty").json());
  }

  @Test
  void redeeming_and_taking_away_more_than_the_balance_is_refused() {
    redeem(400);
    Reply redeemed = redeem(601);
    Reply taken = adjust(-601);

    assertEquals("409 too-few-points", redeemed.problem());
    assertEquals("The balance is 600 points", redeemed.json().get("detail").asText());
    assertEquals("409 too-few-points", taken.problem());
    assertEquals(201, adjust(-1).status());
    assertEquals(201, redeem(599).status());
    assertEquals(0, server.get(LOYALTY).json().get("balance").asInt());
  }

  @Test
  void redeeming_costs_no_tier_but_taking_points_back_gives_none() {
    adjust(4_000);
    adjust(-4_000);
    redeem(1_000);

    assertEquals(
        "0 gold 5000",
        server.get(LOYALTY).json().get("balance").asText()
            + " "
            + server.get(LOYALTY).json().get("tier").asText()
            + " "
            + server.get(LOYALTY).json().get("tier_points").asText());
  }

  @Test
  void of_fifty_redemptions_at_once_as_many_succeed_as_the_balance_allows()
      throws ExecutionException, InterruptedException {
    Map<Integer, Long> statuses;
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        replies.add(clients.submit(() -> redeem(50)));
      }
      List<Integer> all = new ArrayList<>();
      for (Future<Reply> reply : replies) {
        all.add(reply.get().status());
      }
      statuses = all.stream().collect(Collectors.groupingBy(s -> s, Collectors.counting()));
    }

    assertEquals(Map.of(201, 20L, 409, 30L), statuses);
    assertEquals(0, server.get(LOYALTY).json().get("balance").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | /type is not adjust or redeem; /points *; /reason is missing: an adjustment says why",
        "[] |  is not an object; /type is not adjust or redeem; /points *; /reason is missing: an"
            + " adjustment says why",
        "{\"type\": \"expire\", \"points\": 1, \"reason\": \"x\"} | /type is not adjust or redeem",
        "{\"type\": \"adjust\", \"points\": 1} | /reason is missing: an adjustment says why",
        "{\"type\": \"adjust\", \"points\": 1, \"reason\": null} | /reason is missing: an"
            + " adjustment says why",
        "{\"type\": \"adjust\", \"points\": 0, \"reason\": \"x\"} | /points *",
        "{\"type\": \"adjust\", \"points\": 1.5, \"reason\": \"x\"} | /points *",
        "{\"type\": \"adjust\", \"points\": \"5\", \"reason\": \"x\"} | /points *",
        "{\"type\": \"adjust\", \"points\": 1000000001, \"reason\": \"x\"} | /points *",
        "{\"type\": \"adjust\", \"points\": -1000000001, \"reason\": \"x\"} | /points *",
        "{\"type\": \"adjust\", \"points\": -9223372036854775808, \"reason\": \"x\"} | /points *",
        "{\"type\": \"adjust\", \"points\": 9223372036854775808, \"reason\": \"x\"} | /points *",
        "{\"type\": \"redeem\", \"points\": -5} | /points is not a whole number from 1 to"
            + " 1000000000",
        "{\"type\": \"redeem\", \"points\": 5, \"reason\": 5} | /reason is not a text",
        "{\"type\": \"redeem\", \"points\": 5, \"order/id\": \"o\"} | /order~1id is not known here"
      })
  void a_wrong_entry_is_refused_with_all_that_is_wrong(String body, String errors) {
    Reply reply = enter(body);

    assertEquals("422 invalid-body", reply.problem());
    assertEquals(
        errors.replace(
            "/points *", "/points is not a whole number other than 0 of at most 1000000000"),
        String.join("; ", reply.errors()).strip());
    assertEquals(1_000, server.get(LOYALTY).json().get("balance").asInt());
  }

  @Test
  void nobodys_points_are_unknown() {
    Reply theirs =
        server.json(
            "POST",
            LOYALTY + "/entries",
            "{\"type\": \"redeem\", \"points\": 1}",
            "X-Tenant-ID",
            "other");

    assertEquals("404 unknown-customer", theirs.problem());
    assertEquals("404 unknown-customer", server.get("/api/v1/customers/nobody/loyalty").problem());
    assertEquals("400 malformed-request", server.get(LOYALTY + "?cursor=bm9uZQ").problem());
  }

  @Test
  void points_are_spent_only_while_all_that_were_earned_are_known() {
    server.state.ownership = new FakeLiveState.Ownership.Nobodys();
    assertEquals("503 not-available", redeem(1).problem());

    server.state.ownership = new FakeLiveState.Ownership.Theirs(new HostInfo("127.0.0.1", 1), true);
    assertEquals(201, redeem(1).status(), "the owner was asked");
  }
}
